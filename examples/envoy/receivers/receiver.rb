require 'json'
require 'webrick'

# On the loopback alone, so that only the gateway reaches it.
port = Integer(ENV.fetch('PORT', '8080'))
server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: port, AccessLog: [])
server.mount_proc('/') do |request, response|
  # Nobody outside can set it. Without it, nothing was verified.
  id = request['x-hookproof-id'] or next response.status = 401
  # Claim the id in your database first: a webhook may come twice.
  warn "#{id}: #{JSON.parse(request.body)['type']}"
  response.status = 204
end
server.start
