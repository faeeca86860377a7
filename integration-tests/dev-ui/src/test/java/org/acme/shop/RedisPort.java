package org.acme.shop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes to a Redis as another process does. */
final class RedisPort {

    private final int port;

    RedisPort(int port) {
        this.port = port;
    }

    /** Sends commands at once, and waits for their replies, each of one line. */
    void send(List<List<String>> commands) {
        StringBuilder text = new StringBuilder();
        for (List<String> command : commands) {
            text.append('*').append(command.size()).append("\r\n");
            for (String part : command) {
                text.append('$').append(part.getBytes(StandardCharsets.UTF_8).length).append("\r\n").append(part)
                        .append("\r\n");
            }
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
            InputStream replies = socket.getInputStream();
            for (int i = 0; i < commands.size(); i++) {
                int first = replies.read();
                if (first != '+' && first != ':') {
                    throw new IllegalStateException("Redis refuses " + commands.get(i));
                }
                while (replies.read() != '\n') {
                    continue;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
