package org.acme.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/** The network between one process and Redis: it can be cut, so that nothing arrives and nobody is told, or reset. */
final class Way implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile int redis;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile @Nullable IOException failure;
    private volatile String process = "";
    private final Map<String, List<Interval>> stalls = new ConcurrentHashMap<>();

    Way(int redis) throws IOException {
        this.redis = redis;
        start(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    /** @param process who goes this way from now on */
    void isOf(String process) {
        this.process = process;
    }

    /**
     * {@return when something that each process had sent was not answered for longer than a step takes, whatever the reason}
     */
    Map<String, List<Interval>> stalls() {
        return stalls;
    }

    /** Holds everything back until it is healed. */
    void cut() {
        cut = true;
    }

    void heal() {
        synchronized (this) {
            cut = false;
            notifyAll();
        }
    }

    /** Leads to another server from now on. */
    void leadTo(int redis) {
        this.redis = redis;
        reset();
    }

    /** Closes every connection. */
    void reset() {
        sockets.forEach(Way::close);
    }

    private synchronized void awaitHealed() throws InterruptedException {
        while (cut) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                start(() -> connect(client));
            }
        } catch (IOException e) {
            failure = e; // or closed, when nobody asks any more
        }
    }

    /** @throws IOException when nobody gets through any more who should */
    void check() throws IOException {
        if (failure != null) {
            throw new IOException("The network of the test broke", failure);
        }
    }

    private void connect(Socket client) throws IOException, InterruptedException {
        String from = process;
        AtomicLong asked = new AtomicLong();
        awaitHealed();
        try (client; Socket upstream = new Socket(InetAddress.getLoopbackAddress(), redis)) {
            sockets.add(client);
            sockets.add(upstream);
            start(() -> {
                try (client; upstream) {
                    copy(upstream.getInputStream(), client.getOutputStream(), () -> answered(from, asked));
                }
            });
            copy(client.getInputStream(), upstream.getOutputStream(), () -> asked.compareAndSet(0, System.currentTimeMillis()));
        } finally {
            answered(from, asked);
            sockets.remove(client);
            sockets.removeIf(Socket::isClosed);
        }
    }

    private void answered(String from, AtomicLong asked) {
        long since = asked.getAndSet(0);
        long now = System.currentTimeMillis();
        if (since != 0 && now - since > Timing.STEP_MILLIS) {
            stalls.computeIfAbsent(from, x -> new CopyOnWriteArrayList<>()).add(new Interval(since, now));
        }
    }

    private void copy(InputStream in, OutputStream out, Runnable onRead) throws IOException, InterruptedException {
        byte[] buffer = new byte[16384];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            onRead.run();
            awaitHealed();
            out.write(buffer, 0, read);
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                // one end is gone, and so is the connection
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        reset();
    }
}
