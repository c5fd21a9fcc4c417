# TLS for the scripted mail server, which itself speaks plain text: takes connections, encrypts them by the mode, hands
# the plain bytes on. Arguments: mode, certificate with key (PEM), port of the plain server. Prints its own port.
#   tls       encrypted from the first byte
#   starttls  plain until the server answers 220 to STARTTLS, then encrypted
#   inject    as starttls, but a stranger adds answers of his own behind that 220, in the same packet
#   old       as starttls, but nothing newer than TLS 1.1
import socket, ssl, sys, threading, warnings

mode, pem, backend = sys.argv[1], sys.argv[2], int(sys.argv[3])
warnings.simplefilter("ignore")
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(pem)
if mode == "old":
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def plain_part(client, server):
    """Carries lines until TLS is agreed on; false when the conversation ended before."""
    answers, commands = server.makefile("rb"), client.makefile("rb", buffering=0)
    asked = b""
    while True:
        while True:
            line = answers.readline()
            if not line:
                return False
            upgrade = asked.upper().startswith(b"STARTTLS") and line.startswith(b"220")
            if upgrade and mode == "inject":
                line += b"250-stranger\r\n250 AUTH PLAIN LOGIN\r\n"
            client.sendall(line)
            if line[3:4] == b" ":
                break
        if upgrade:
            return True
        asked = commands.readline()
        if not asked:
            return False
        server.sendall(asked)


def serve(client):
    server = socket.create_connection(("127.0.0.1", backend))
    try:
        if mode == "tls" or plain_part(client, server):
            client = context.wrap_socket(client, server_side=True)
            threading.Thread(target=pump, args=(server, client), daemon=True).start()
            pump(client, server)
    except OSError:
        pass
    server.close()
    client.close()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
