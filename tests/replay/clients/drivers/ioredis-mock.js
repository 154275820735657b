import Redis from 'ioredis-mock';

export const open = () => new Redis();
