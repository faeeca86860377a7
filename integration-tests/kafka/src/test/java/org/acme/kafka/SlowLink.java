package org.acme.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A network link to a server that takes a while in each direction, however much is sent on it. It can be held, and lead
 * elsewhere.
 */
final class SlowLink implements AutoCloseable {

    /**
     * @param bytes what is sent; nothing when the connection ends
     * @param due the nanosecond at which it arrives
     */
    private record Piece(byte[] bytes, long due) {
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile URI target;
    private final long nanos;
    private boolean held;
    private int writing;

    /** @param nanos how long it takes in each direction */
    SlowLink(URI target, long nanos) throws IOException {
        this.target = target;
        this.nanos = nanos;
        start(this::accept);
    }

    String address() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    /** New connections lead to another server. */
    void leadTo(URI other) {
        target = other;
    }

    /** Delivers nothing more in either direction until it is released. */
    synchronized void hold() throws InterruptedException {
        held = true;
        while (writing > 0) {
            wait();
        }
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    private void deliver(byte[] bytes, OutputStream to) throws IOException, InterruptedException {
        synchronized (this) {
            while (held) {
                wait();
            }
            writing++;
        }
        try {
            to.write(bytes);
        } finally {
            synchronized (this) {
                writing--;
                notifyAll();
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception closed) {
                // one of the two sides has ended
            }
        }, "slow-link");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            start(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket redis = new Socket(target.getHost(), target.getPort());
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            connect(client, redis);
            connect(redis, client);
        } catch (IOException unreachable) {
            client.close();
        }
    }

    private void connect(Socket from, Socket to) {
        BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
        start(() -> read(from.getInputStream(), pieces));
        start(() -> {
            try (to) {
                write(to.getOutputStream(), pieces);
            }
        });
    }

    private void read(InputStream from, BlockingQueue<Piece> pieces) throws IOException {
        byte[] buffer = new byte[65_536];
        try {
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                pieces.add(new Piece(Arrays.copyOf(buffer, length), System.nanoTime() + nanos));
            }
        } finally {
            pieces.add(new Piece(new byte[0], System.nanoTime() + nanos));
        }
    }

    private void write(OutputStream to, BlockingQueue<Piece> pieces) throws IOException, InterruptedException {
        for (Piece piece = pieces.take(); piece.bytes().length > 0; piece = pieces.take()) {
            for (long left = piece.due() - System.nanoTime(); left > 0; left = piece.due() - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            deliver(piece.bytes(), to);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
