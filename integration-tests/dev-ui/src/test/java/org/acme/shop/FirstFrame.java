package org.acme.shop;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The first frame of an answer of the Dev UI, as RFC 6455 lays it out. Clients of WebSockets do not show frames.
 *
 * @param last whether the message has no other frame
 */
record FirstFrame(boolean last, long length) {

    /** The lengths that say that the length follows, in two bytes or in eight. */
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    static FirstFrame ofAnswer(int port, String method, Map<String, Object> params) throws IOException {
        byte[] request = new ObjectMapper().writeValueAsBytes(Map.of("jsonrpc", "2.0", "id", 1, "method",
                "quarkus-event-idempotency_" + method, "params", params));
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("GET /q/dev-ui/json-rpc-ws HTTP/1.1\r\nHost: localhost:" + port + "\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int ends = 0; ends < 4;) { // of the head of the response
                int c = in.readUnsignedByte();
                ends = c == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
            }
            out.write(new byte[] { (byte) 0x81, (byte) (0x80 | SHORT_LENGTH), (byte) (request.length >> 8),
                    (byte) request.length, 0, 0, 0, 0 }); // masked with zeros
            out.write(request);
            int head = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            return new FirstFrame((head & 0x80) != 0,
                    length == LONG_LENGTH ? in.readLong() : length == SHORT_LENGTH ? in.readUnsignedShort() : length);
        }
    }
}
