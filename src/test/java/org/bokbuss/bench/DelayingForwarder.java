package org.bokbuss.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A server further away: what passes through takes so long each way. */
final class DelayingForwarder implements AutoCloseable {
    private final ServerSocket here;
    private final int there;
    private final Duration oneWay;

    /** @param there the server's port on this machine */
    DelayingForwarder(int there, Duration oneWay) throws IOException {
        this.here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.there = there;
        this.oneWay = oneWay;
        start(this::accept);
    }

    int port() {
        return here.getLocalPort();
    }

    private void accept() {
        while (!here.isClosed()) {
            try {
                Socket near = here.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), there);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                start(() -> pass(near, far));
                start(() -> pass(far, near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] some = new byte[1 << 16];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(some); length >= 0; length = in.read(some)) {
                LockSupport.parkNanos(oneWay.toNanos());
                out.write(some, 0, length);
            }
        } catch (IOException closed) {
            // One side hung up.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        here.close();
    }
}
