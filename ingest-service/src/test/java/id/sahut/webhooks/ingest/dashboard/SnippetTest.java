package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import id.sahut.webhooks.common.signing.Signer;
import id.sahut.webhooks.common.signing.WebhookSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the code beside the secret: it takes what we sign, and nothing else. Of a language whose
/// runtime is not there nothing is run.
final class SnippetTest {

    private static final String BODY = "{\"data\":\"Halo, apa kabar? 👋\"}";
    private static final String TRUE_THEN_FALSE = "true false false";

    private final WebhookSecret secret = WebhookSecret.random(new Random(1));
    private final String signature = new Signer().sahut(secret, BODY.getBytes(UTF_8));

    @TempDir private Path folder;

    @Test
    void inNode() throws Exception {
        write(
                "run.mjs",
                """
                import { readFileSync } from 'node:fs';
                import { verifyWebhook } from './verify.mjs';
                const [signature, secret] = process.argv.slice(2);
                const body = readFileSync('body');
                console.log(verifyWebhook(body, signature, secret),
                  verifyWebhook(body, 'sha256=00', secret), verifyWebhook('{}', signature, secret));
                """);

        assertThat(run("Node.js", "node", "run.mjs")).isEqualTo(TRUE_THEN_FALSE);
    }

    @Test
    void inPython() throws Exception {
        write(
                "run.py",
                """
                import sys
                from verify import verify_webhook
                signature, secret = sys.argv[1:]
                body = open('body', 'rb').read()
                print(*(str(it).lower() for it in (verify_webhook(body, signature, secret),
                    verify_webhook(body, 'sha256=é', secret), verify_webhook(b'{}', signature, secret))))
                """);

        assertThat(run("Python", "python3", "run.py")).isEqualTo(TRUE_THEN_FALSE);
    }

    @Test
    void inJava() throws Exception {
        write(
                "Run.java",
                """
                import java.nio.file.*;
                class Run {
                    public static void main(String[] words) throws Exception {
                        byte[] body = Files.readAllBytes(Path.of("body"));
                        System.out.println(Verify.verifyWebhook(body, words[0], words[1])
                            + " " + Verify.verifyWebhook(body, "sha256=00", words[1])
                            + " " + Verify.verifyWebhook(new byte[0], words[0], words[1]));
                    }
                }
                """);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        assertThat(run("Java", java, "Run.java")).isEqualTo(TRUE_THEN_FALSE);
    }

    @Test
    void inGo() throws Exception {
        write(
                "main.go",
                """
                package main

                import (
                	"fmt"
                	"os"
                )

                func main() {
                	body, _ := os.ReadFile("body")
                	signature, secret := os.Args[1], os.Args[2]
                	fmt.Println(verifyWebhook(body, signature, secret),
                		verifyWebhook(body, "sha256=00", secret), verifyWebhook(nil, signature, secret))
                }
                """);
        write("go.mod", "module verify\n");

        assertThat(run("Go", "go", "run", ".")).isEqualTo(TRUE_THEN_FALSE);
    }

    @Test
    void inPhp() throws Exception {
        write(
                "run.php",
                """
                <?php
                require 'verify.php';
                $body = file_get_contents('body');
                echo json_encode(verify_webhook($body, $argv[1], $argv[2])), ' ',
                    json_encode(verify_webhook($body, 'sha256=00', $argv[2])), ' ',
                    json_encode(verify_webhook('{}', $argv[1], $argv[2]));
                """);

        assertThat(run("PHP", "php", "run.php")).isEqualTo(TRUE_THEN_FALSE);
    }

    private String run(String language, String program, String... words) throws Exception {
        assumeTrue(isThere(program), () -> program + " is not there: its code is not run");
        Snippet snippet =
                Snippet.all().stream()
                        .filter(it -> it.language().equals(language))
                        .findFirst()
                        .orElseThrow();
        write(snippet.file(), snippet.code());
        write("body", BODY);
        var command = new java.util.ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        command.addAll(List.of(signature, secret.reveal()));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
        return said;
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(program, program.equals("go") ? "version" : "--version")
                            .redirectErrorStream(true)
                            .start();
            process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
