package io.quarkiverse.eventidempotency.runtime.redis;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** A proxy in front of a server. Its fault applies to new connections and to the open ones, until it is healed. */
public final class FaultyProxy implements AutoCloseable {

    public enum Fault {
        NONE,
        /** Accepts connections, and forwards nothing. */
        SWALLOWS,
        /** Closes the port. */
        REFUSES,
        /** Accepts connections and closes them. */
        CLOSES,
        /** Accepts connections, sends the error of a server that has too many, and closes them. */
        CLOSES_WITH_ERROR,
        /** Sends the error of a server that has too many connections, and leaves them open. */
        ONLY_ERROR,
        /** Forwards each answer late. */
        DELAYS,
        /** Closes each connection in the middle of its second answer. */
        CUTS
    }

    static final String ERROR = "-ERR max number of clients reached\r\n";

    private final int target;
    private final int port;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Set<Socket> upstreams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();
    private volatile Fault fault = Fault.NONE;
    private volatile int bytesPerSecond;
    private volatile @Nullable ServerSocket server;

    public FaultyProxy(int target) {
        this.target = target;
        this.port = RedisProcess.freePort();
        listen();
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** {@return how many connections it has from clients} */
    public int open() {
        return clients.size();
    }

    /**
     * {@return how many connections it had at most at a time since the last fault began} One that its client has closed does
     * not
     * count, although the thread that serves it may not have noticed yet.
     */
    int mostOpen() {
        return most.get();
    }

    /** {@return how many connections it has accepted} */
    public int accepted() {
        return accepted.get();
    }

    /** {@return how many bytes of answers it has forwarded} */
    long answered() {
        return answered.get();
    }

    /** Forwards answers no faster than this. */
    void throttle(int bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    public void begin(Fault fault) {
        this.fault = fault;
        if (fault == Fault.REFUSES) {
            close(server);
        }
        if (fault != Fault.SWALLOWS && fault != Fault.DELAYS && fault != Fault.CUTS) {
            clients.forEach(FaultyProxy::close);
            upstreams.forEach(FaultyProxy::close);
        }
        most.set(established());
    }

    void heal() {
        Fault before = fault;
        fault = Fault.NONE;
        if (before == Fault.REFUSES) {
            listen();
        }
    }

    private void listen() {
        try {
            ServerSocket socket = new ServerSocket(port, 500, InetAddress.getLoopbackAddress());
            server = socket;
            start(() -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) throws IOException {
        while (true) {
            Socket client = socket.accept();
            accepted.incrementAndGet();
            clients.add(client);
            most.accumulateAndGet(established(), Math::max);
            start(() -> serve(client));
        }
    }

    /** {@return how many of its connections neither side has closed, as the kernel knows it} */
    private int established() {
        if (!Files.exists(Path.of("/proc/net/tcp"))) {
            return clients.size(); // not on Linux
        }
        String address = ":%04X".formatted(port);
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6").map(Path::of).filter(Files::exists).flatMap(FaultyProxy::lines)
                .map(line -> line.trim().split("\\s+"))
                .mapToInt(socket -> socket[1].endsWith(address) && socket[3].equals("01") ? 1 : 0).sum();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            switch (fault) {
                case CLOSES -> {
                }
                case CLOSES_WITH_ERROR -> client.getOutputStream().write(ERROR.getBytes());
                case ONLY_ERROR -> {
                    client.getOutputStream().write(ERROR.getBytes());
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
                case SWALLOWS -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
                default -> forward(client);
            }
        } finally {
            clients.remove(client);
        }
    }

    private void forward(Socket client) throws IOException {
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            upstreams.add(upstream);
            start(() -> {
                try (client) {
                    answer(upstream.getInputStream(), client);
                }
            });
            byte[] buffer = new byte[65_536];
            for (int read; (read = client.getInputStream().read(buffer)) >= 0;) {
                if (fault != Fault.SWALLOWS) {
                    upstream.getOutputStream().write(buffer, 0, read);
                }
            }
        } finally {
            upstreams.removeIf(Socket::isClosed);
        }
    }

    private void answer(InputStream in, Socket client) throws IOException {
        byte[] buffer = new byte[8192];
        int answers = 0;
        for (int read; (read = in.read(buffer)) >= 0;) {
            int length = read;
            if (fault == Fault.SWALLOWS) {
                continue;
            } else if (fault == Fault.DELAYS) {
                sleep(150);
            } else if (fault == Fault.CUTS && answers++ > 0) {
                client.getOutputStream().write(buffer, 0, Math.max(1, length / 2));
                return;
            }
            client.getOutputStream().write(buffer, 0, length);
            answered.addAndGet(length);
            if (bytesPerSecond > 0) {
                sleep(1_000L * length / bytesPerSecond);
            }
        }
    }

    private static void sleep(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // one end is closed
            }
        }, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(@Nullable Closeable socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        close(server);
        clients.forEach(FaultyProxy::close);
        upstreams.forEach(FaultyProxy::close);
    }
}
