export {
  now,
  type SignedDelivery,
  type SignedHeadersOptions,
  type SignedRequestOptions,
  type SvixHeaders,
  signedHeaders,
  signedRequest,
  svixHeaders,
} from './signed.js';
export {
  type Tampering,
  type TamperedDelivery,
  type TamperedOptions,
  tampered,
  tamperedRequest,
  tamperings,
} from './tampered.js';
