import { type UnknownPulseEvent, unwrapPulseWebhook } from 'hookproof/pulse';

export function summary(body: string, headers: Headers, secret: string): string {
  const { event } = unwrapPulseWebhook(body, headers, secret);
  switch (event.type) {
    case 'job.created':
      return `created ${event.data.job_id}`;
    case 'job.processing':
      return `processing ${event.data.job_id}`;
    case 'job.completed':
      return `completed ${event.data.job_id}, ${(event.data.pages_processed ?? 0).toFixed()} pages, ${(event.data.processing_time ?? 0).toFixed()} s`;
    case 'job.failed':
      return `failed ${event.data.job_id}: ${event.data.error ?? 'unknown error'}`;
    case 'job.cancelled':
      return `cancelled ${event.data.job_id}`;
    default: {
      const unknown: UnknownPulseEvent = event;
      return `new to this program: ${unknown.type.toUpperCase()}`;
    }
  }
}
