use super::*;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const PRIVATE: &str = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp\
    4AJ6p9lMicMFs6Kvg==";

fn read(text: &str) -> Result<Config, String> {
    Config::read(text.as_bytes(), &|name| match name {
        "ONE" => Some(format!("{SECRET}\n")),
        "TWO" => Some(format!("{SECRET} whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")),
        "EMPTY" => Some(" ".into()),
        "TEXT" => Some("polar_whs_abcdefghijklmnopqrstuvwxyz".into()),
        "PUBLIC" => Some("whpk_c2VjcmV0".into()),
        _ => None,
    })
}

fn endpoint(config: &Config, path: &str) -> Rc<Endpoint> {
    match config.guarded(path.as_bytes()) {
        Guarded::By(endpoint) => endpoint,
        other => panic!("{path} is guarded by {other:?}"),
    }
}

#[test]
fn one_secret_guards_every_path() {
    let config = read(&format!(r#"{{"secrets":["{SECRET}"]}}"#)).unwrap();
    for path in ["/", "/x", "", "*", "/%2525252525252525"] {
        let found = endpoint(&config, path);
        assert_eq!((found.name.as_str(), found.max_body_bytes), ("*", 1_048_576));
        assert_eq!(found.mode, Mode::Enforce);
    }
}

#[test]
fn a_path_has_what_is_set_above_it_but_secrets_of_its_own() {
    let text = format!(
        r#"{{"mode":"observe","max_body_bytes":10,
            "paths":{{"/a":{{"secrets":[{{"env":"TWO"}}]}},
            "/b":{{"secrets":["{SECRET}"],"mode":"enforce","max_body_bytes":9}}}}}}"#
    );
    let config = read(&text).unwrap();
    let [a, b] = ["/a", "/b"].map(|path| endpoint(&config, path));
    assert_eq!((a.mode, a.max_body_bytes, a.name.as_str()), (Mode::Observe, 10, "/a"));
    assert_eq!((b.mode, b.max_body_bytes), (Mode::Enforce, 9));
    assert_eq!(format!("{:?}", a.verifier).matches("count: 2").count(), 1);
    assert!(matches!(config.guarded(b"/c"), Guarded::No));
}

#[test]
fn a_secret_comes_from_the_environment_in_every_form() {
    for secret in [
        r#"{"env":"ONE"}"#,
        r#"{"env":"TWO"}"#,
        r#"{"env":"TEXT","as":"key"}"#,
        r#"{"as":"key","env":"TEXT"}"#,
        r#"{"key":"polar_whs_abcdefghijklmnopqrstuvwxyz"}"#,
        r#""whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=""#,
    ] {
        assert!(read(&format!(r#"{{"secrets":[{secret}]}}"#)).is_ok(), "{secret}");
    }
}

/// Each with a part of the advice. None of the texts may come back.
#[test]
fn what_is_wrong_says_what_to_change_and_shows_nothing() {
    let leak = "c2VjcmV0";
    for (text, advice) in [
        ("", "give `secrets`"),
        (" \n", "give `secrets`"),
        ("{}", "give `secrets`"),
        ("[]", "must be an object"),
        ("7", "must be an object"),
        ("{", "no JSON from line 1"),
        (r#"{"secrets":["c2VjcmV0"]} x"#, "no JSON from line 1"),
        (r#"{"secrets":"c2VjcmV0"}"#, "secrets must be a list"),
        (r#"{"secrets":[]}"#, "secrets is empty"),
        (r#"{"secrets":[7]}"#, "secrets[0] must be a text"),
        (r#"{"secrets":[null]}"#, "secrets[0] must be a text"),
        (r#"{"secrets":["c2VjcmV0"]}"#, "set `min_secret_bytes`"),
        (r#"{"secrets":["whsec_your_secret_here"]}"#, "not a placeholder"),
        (r#"{"secrets":["c2VjcmV0!"]}"#, "not base64"),
        (r#"{"secrets":[""]}"#, "secrets[0]: the secret is missing"),
        (r#"{"secrets":[{"env":"NONE"}]}"#, "host_env_keys"),
        (r#"{"secrets":[{"env":"EMPTY"}]}"#, "host_env_keys"),
        (r#"{"secrets":[{"env":"c2VjcmV0"}]}"#, "host_env_keys"),
        (r#"{"secrets":[{"env":"TEXT"}]}"#, "\"as\": \"key\""),
        (r#"{"secrets":[{"env":"ONE","as":"c2VjcmV0"}]}"#, "must be a text"),
        (r#"{"secrets":[{"c2VjcmV0":"x"}]}"#, "must be a text"),
        (r#"{"secrets":[{"key":"short"}]}"#, "min_secret_bytes"),
        (r#"{"secrets":[{"key":"whpk_c2VjcmV0"}]}"#, "without `key` or `as`"),
        (r#"{"secrets":[{"key":"v1a,whpk_c2VjcmV0"}]}"#, "without `key` or `as`"),
        (r#"{"secrets":[{"key":"whsk_c2VjcmV0"}]}"#, "without `key` or `as`"),
        (r#"{"secrets":[{"env":"PUBLIC","as":"key"}]}"#, "without `key` or `as`"),
        (r#"{"c2VjcmV0":1}"#, "setting 1 is unknown"),
        (r#"{"secrets":[{"env":"ONE"}],"secrets":[{"env":"ONE"}]}"#, "given twice"),
        (r#"{"secrets":[{"env":"ONE"}],"tolerance_seconds":-1}"#, "tolerance_seconds must be"),
        (r#"{"secrets":[{"env":"ONE"}],"tolerance_seconds":1.5}"#, "tolerance_seconds must be"),
        (r#"{"secrets":[{"env":"ONE"}],"tolerance_seconds":"300"}"#, "tolerance_seconds must be"),
        (r#"{"secrets":[{"env":"ONE"}],"min_secret_bytes":0}"#, "from 1 to 512"),
        (r#"{"secrets":[{"env":"ONE"}],"min_secret_bytes":513}"#, "from 1 to 512"),
        (r#"{"secrets":[{"env":"ONE"}],"min_secret_bytes":65537}"#, "from 1 to 512"),
        (r#"{"secrets":[{"env":"ONE"}],"max_body_bytes":1e3}"#, "max_body_bytes must be"),
        (r#"{"secrets":[{"env":"ONE"}],"max_body_bytes":1073741825}"#, "max_body_bytes must be"),
        (r#"{"secrets":[{"env":"ONE"}],"mode":"off"}"#, "\"enforce\" or \"observe\""),
        (r#"{"secrets":[{"env":"ONE"}],"mode":true}"#, "\"enforce\" or \"observe\""),
        (r#"{"paths":[]}"#, "paths must be an object"),
        (r#"{"paths":{}}"#, "give `secrets`"),
        (r#"{"paths":{"/a":{}}}"#, "paths[0] has no secret"),
        (r#"{"paths":{"/a":"c2VjcmV0"}}"#, "paths[0] must be an object"),
        (r#"{"paths":{"c2VjcmV0":{"secrets":[{"env":"ONE"}]}}}"#, "must be a path"),
        (r#"{"paths":{"/a/":{"secrets":[{"env":"ONE"}]}}}"#, "must be a path"),
        (r#"{"paths":{"/a":{"secrets":["c2VjcmV0"]}}}"#, "paths[0].secrets[0]: "),
        (r#"{"paths":{"/a":{"paths":{}}}}"#, "setting 1 of paths[0] is unknown"),
        (
            r#"{"paths":{"/a":{"secrets":[{"env":"ONE"}]},"/A":{"secrets":[{"env":"ONE"}]}}}"#,
            "paths[1] stands in `paths` before",
        ),
        (&format!(r#"{{"secrets":["{PRIVATE}"]}}"#), "only signs"),
    ] {
        let error = read(text).expect_err(text);
        assert!(error.contains(advice), "{text}: {error}");
        assert!(!error.contains(leak) && !error.contains("6Xb/"), "{text}: {error}");
    }
}

#[test]
fn more_than_sixteen_secrets_are_too_many() {
    let many = vec![format!("\"{SECRET}\""); 17].join(",");
    let error = read(&format!(r#"{{"secrets":[{many}]}}"#)).unwrap_err();
    assert!(error.starts_with("secrets: give at most 16"), "{error}");
}

/// Those that are text: a configuration has no bytes.
#[test]
fn every_secret_of_the_vectors_is_a_key_or_fails_the_load() {
    let cases: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../../tests/vectors/secrets.json")).unwrap();
    let mut count = 0;
    for case in cases.iter().filter(|case| case["without"] != "ed25519") {
        if !case["secret"].is_string() {
            continue;
        }
        count += 1;
        let min =
            case["minSecretBytes"].as_u64().map(|min| format!(r#","min_secret_bytes":{min}"#));
        let text = format!(r#"{{"secrets":[{}]{}}}"#, case["secret"], min.unwrap_or_default());
        let is_wrong = case["code"].is_string();
        assert_eq!(read(&text).is_err(), is_wrong, "a secret {}", case["name"]);
    }
    assert!(count > 100, "{count}");
}

#[test]
fn a_path_that_may_be_another_endpoints_is_unclear_beside_the_rest() {
    let both =
        format!(r#"{{"secrets":["{SECRET}"],"paths":{{"/a":{{"secrets":[{{"env":"TWO"}}]}}}}}}"#);
    assert!(matches!(read(&both).unwrap().guarded(b"//x/a"), Guarded::Unclear));
    assert_eq!(read(&both).unwrap().mode_of_all(), Mode::Enforce);
    let observing = both.replacen('{', r#"{"mode":"observe","#, 1);
    assert_eq!(read(&observing).unwrap().mode_of_all(), Mode::Observe);
    let one_enforces = observing.replace(r#""/a":{"#, r#""/a":{"mode":"enforce","#);
    assert_eq!(read(&one_enforces).unwrap().mode_of_all(), Mode::Enforce);
}

#[test]
fn a_body_is_bounded_by_a_gibibyte_at_most() {
    let most =
        |bytes: u64| read(&format!(r#"{{"secrets":["{SECRET}"],"max_body_bytes":{bytes}}}"#));
    assert_eq!(endpoint(&most(1_073_741_824).unwrap(), "/").max_body_bytes, 1_073_741_824);
    assert!(most(1_073_741_825).is_err());
}

#[test]
fn a_key_with_white_space_at_an_end_is_not_taken() {
    let padded = |name: &str| match name {
        "TEXT" => Some("polar_whs_abcdefghijklmnopqrstuvwxyz\n".to_owned()),
        _ => None,
    };
    let text = br#"{"secrets":[{"env":"TEXT","as":"key"}]}"#;
    let message = Config::read(text, &padded).unwrap_err();
    assert!(message.starts_with("secrets[0]: the environment variable has white space"));
    assert!(!message.contains("polar"));
}
