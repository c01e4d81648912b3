package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Waiting;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// Carries a command out: what Ctrl-C ends is whole, and goes on when it is given again. Confined
/// to the main thread.
record Runner(Console console, Settings settings) {

    /// A transaction under way may end.
    private static final long GRACE_S = 5;

    void run(Source source, Selection selection, Wish wish) {
        int rate = wish.rate();
        var run =
                new Run(
                        ClusterOptions.clients(settings),
                        source,
                        selection,
                        wish.isAgain(),
                        () -> Waiting.forKafka(console, settings),
                        System::nanoTime);
        var stopped = new AtomicBoolean();
        var ended = new CountDownLatch(1);
        Thread onStop = Thread.ofPlatform().name("shutdown").unstarted(() -> stop(stopped, ended));
        Runtime.getRuntime().addShutdownHook(onStop);
        try {
            say(figures(run, wish, rate, stopped::get), wish);
        } finally {
            ended.countDown();
            if (!stopped.get()) {
                Runtime.getRuntime().removeShutdownHook(onStop);
            }
        }
    }

    private Run.Figures figures(Run run, Wish wish, int rate, BooleanSupplier stopped) {
        try (var progress = new ProgressLine(console, isTerminal(), System::nanoTime)) {
            return wish.isDryRun()
                    ? run.count(stopped, progress)
                    : run.send(rate, stopped, progress);
        }
    }

    private void say(Run.Figures figures, Wish wish) {
        console.say(
                "%d deliveries %s"
                        .formatted(
                                figures.found(),
                                wish.isDryRun() ? "would be sent again" : "were sent again"));
        if (figures.already() > 0) {
            console.say(
                    "%d had been sent again before, and were left out (see --again)"
                            .formatted(figures.already()));
        }
        if (figures.read() < figures.all()) {
            console.warn("it was stopped" + whatGoesOn(wish));
        } else if (figures.before() && figures.found() == 0) {
            console.warn("a run before has sent everything (see --again)");
        }
    }

    private static String whatGoesOn(Wish wish) {
        if (wish.isDryRun()) {
            return "";
        }
        return wish.isAgain()
                ? ": the same command without --again goes on from here"
                : ": the same command goes on from here";
    }

    private static void stop(AtomicBoolean stopped, CountDownLatch ended) {
        stopped.set(true);
        try {
            var _ = ended.await(GRACE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    }
}
