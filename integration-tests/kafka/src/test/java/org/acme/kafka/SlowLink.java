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

/** A way to a server that takes a while in each direction, however much is sent on it. */
final class SlowLink implements AutoCloseable {

    /** @param due the nanosecond at which it arrives */
    private record Piece(byte[] bytes, long due) {
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI target;
    private final long nanos;

    /** @param nanos how long it takes in each direction */
    SlowLink(URI target, long nanos) throws IOException {
        this.target = target;
        this.nanos = nanos;
        start(this::accept);
    }

    String address() {
        return "redis://127.0.0.1:" + server.getLocalPort();
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
            Socket redis = new Socket(target.getHost(), target.getPort());
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            connect(client, redis);
            connect(redis, client);
        }
    }

    private void connect(Socket from, Socket to) {
        BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
        start(() -> read(from.getInputStream(), pieces));
        start(() -> write(to.getOutputStream(), pieces));
    }

    private void read(InputStream from, BlockingQueue<Piece> pieces) throws IOException {
        byte[] buffer = new byte[65_536];
        int length = from.read(buffer);
        while (length >= 0) {
            pieces.add(new Piece(Arrays.copyOf(buffer, length), System.nanoTime() + nanos));
            length = from.read(buffer);
        }
    }

    private static void write(OutputStream to, BlockingQueue<Piece> pieces) throws IOException, InterruptedException {
        while (true) {
            Piece piece = pieces.take();
            for (long left = piece.due() - System.nanoTime(); left > 0; left = piece.due() - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            to.write(piece.bytes());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
