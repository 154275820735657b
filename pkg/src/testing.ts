export {
  now,
  type SignedDelivery,
  type SignedHeadersOptions,
  type SignedRequestOptions,
  type SvixHeaders,
  signedHeaders,
  signedRequest,
  svixHeaders,
} from './testing/signed.js';
export {
  type Tampering,
  type TamperedDelivery,
  type TamperedOptions,
  tampered,
  tamperedRequest,
  tamperings,
} from './testing/tampered.js';
