//! How long the core's parts take, natively. What they take in JavaScript is measured by `npm run
//! bench`.

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use core::hint::black_box;

    use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
    use hookproof::{Headers, Signer, UnixTime, Verifier};

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const NOW: UnixTime = UnixTime::from_seconds(1_614_265_330);
    const SIZES: [usize; 6] = [128, 512, 1024, 4096, 65_536, 1_048_576];

    criterion_group!(core, secret, headers, verify, sign);

    fn secret(criterion: &mut Criterion) {
        criterion.bench_function("a verifier from a secret", |bencher| {
            bencher.iter(|| Verifier::new([black_box(SECRET)]));
        });
    }

    fn headers(criterion: &mut Criterion) {
        let signature = signature_of(b"");
        criterion.bench_function("headers from 13 pairs", |bencher| {
            bencher.iter(|| Headers::from_pairs(black_box(pairs(&signature))));
        });
    }

    fn verify(criterion: &mut Criterion) {
        let verifier = Verifier::new([SECRET]).expect("a lawful secret");
        let mut group = criterion.benchmark_group("verify");
        for body in bodies() {
            let signature = signature_of(&body);
            let headers = Headers::from_pairs(pairs(&signature));
            assert!(verifier.verify(&body, &headers, NOW).is_ok());
            assert!(verifier.verify(&body[1..], &headers, NOW).is_err());
            group.throughput(Throughput::Bytes(body.len() as u64));
            group.bench_with_input(
                BenchmarkId::from_parameter(body.len()),
                &body,
                |bencher, body| {
                    bencher.iter(|| {
                        verifier.verify(black_box(body), black_box(&headers), black_box(NOW))
                    });
                },
            );
        }
    }

    fn sign(criterion: &mut Criterion) {
        let signer = Signer::new([SECRET]).expect("a lawful secret");
        let mut group = criterion.benchmark_group("sign");
        for body in bodies() {
            group.throughput(Throughput::Bytes(body.len() as u64));
            group.bench_with_input(
                BenchmarkId::from_parameter(body.len()),
                &body,
                |bencher, body| {
                    bencher.iter(|| signer.sign(black_box(ID), black_box(NOW), black_box(body)));
                },
            );
        }
    }

    fn bodies() -> impl Iterator<Item = Vec<u8>> {
        SIZES.into_iter().map(|size| vec![b'x'; size])
    }

    fn signature_of(body: &[u8]) -> String {
        let signer = Signer::new([SECRET]).expect("a lawful secret");
        signer.sign(ID, NOW, body).expect("a lawful message").to_string()
    }

    fn pairs(signature: &str) -> [(&str, &str); 13] {
        [
            ("host", "api.example.com"),
            ("user-agent", "Svix-Webhooks/1.60.0"),
            ("accept", "*/*"),
            ("accept-encoding", "gzip, br"),
            ("content-type", "application/json"),
            ("webhook-id", ID),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", signature),
            ("content-length", "128"),
            ("x-forwarded-for", "203.0.113.7"),
            ("x-forwarded-host", "api.example.com"),
            ("x-forwarded-proto", "https"),
            ("connection", "keep-alive"),
        ]
    }
}

#[cfg(not(target_arch = "wasm32"))]
criterion::criterion_main!(native::core);

/// criterion does not run there.
#[cfg(target_arch = "wasm32")]
fn main() {}
