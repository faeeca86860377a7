package io.quarkiverse.eventidempotency.deployment.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** All commands that a Redis is sent, as {@code MONITOR} writes them. */
final class RedisMonitor implements AutoCloseable {

    private final int port;
    private final Socket monitor;
    private final BufferedReader lines;
    private final List<String> commands = new ArrayList<>();

    RedisMonitor(int port) throws IOException {
        this.port = port;
        this.monitor = connect("MONITOR");
        this.lines = reader(monitor);
        lines.readLine(); // OK: nothing is missed from here on
    }

    private Socket connect(String command) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        OutputStream out = socket.getOutputStream();
        out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** {@return all commands up to now} */
    List<String> commands() throws IOException {
        String last = UUID.randomUUID().toString();
        try (Socket socket = connect("ECHO " + last)) {
            reader(socket).readLine();
        }
        String command;
        do {
            command = lines.readLine();
            commands.add(command);
        } while (!command.contains(last));
        return commands;
    }

    @Override
    public void close() throws IOException {
        monitor.close();
    }
}
