package org.acme.shop;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends commands to Redis without waiting for each reply. */
final class RedisPipeline implements AutoCloseable {

    /** So many replies fit into the buffers of a socket. */
    private static final int MOST_UNREAD = 1000;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private int unread;

    RedisPipeline(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Each reply has to be one line. */
    void send(String... command) throws IOException {
        out.write(("*" + command.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String part : command) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        if (++unread == MOST_UNREAD) {
            flush();
        }
    }

    void flush() throws IOException {
        out.flush();
        for (; unread > 0; unread--) {
            StringBuilder reply = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("Redis closed the connection");
                }
                reply.append((char) c);
            }
            if (reply.charAt(0) == '-') {
                throw new IOException(reply.toString());
            }
        }
    }

    @Override
    public void close() throws IOException {
        flush();
        socket.close();
    }
}
