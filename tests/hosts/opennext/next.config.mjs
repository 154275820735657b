export default { serverExternalPackages: ['hookproof'] };
