package id.sahut.webhooks.acceptance.browser;

/// Whether the browser runs JavaScript.
enum Scripts {
    ON,
    OFF
}
