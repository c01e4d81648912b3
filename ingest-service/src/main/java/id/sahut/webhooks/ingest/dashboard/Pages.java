package id.sahut.webhooks.ingest.dashboard;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Visitor;
import java.util.Optional;

/// Writes pages. The templates are classes of this package already, made from `src/main/jte`, and
/// escape whatever is put into them. Safe for any thread.
final class Pages {

    static final String RETRY_AFTER_SECONDS = "5";

    private final Assets assets = Assets.load();
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(
                    null,
                    ContentType.Html,
                    Pages.class.getClassLoader(),
                    Pages.class.getPackageName());

    Assets assets() {
        return assets;
    }

    Frame frame(SignedIn who) {
        return Frame.of(who.visitor(), assets, Optional.of(who));
    }

    Frame frame(Visitor visitor) {
        return Frame.of(visitor, assets, Optional.empty());
    }

    /// @param template such as `login.jte`
    /// @param page what the template is about
    Answer answer(int status, String template, Object page) {
        var html = new StringOutput();
        templates.render(template, page, html);
        return Answer.page(status, html.toString());
    }

    /// That something can't be shown or done.
    ///
    /// @param name of the texts that say what, and what to do about it
    Answer problem(int status, String name, Frame frame) {
        Answer answer =
                answer(
                        status,
                        "problem.jte",
                        new Problem(
                                frame,
                                status,
                                frame.t("problem." + name + ".title"),
                                frame.t("problem." + name + ".text")));
        return status == 503 ? answer.with("Retry-After", RETRY_AFTER_SECONDS) : answer;
    }

    /// What the problem's template is about.
    record Problem(Frame frame, int status, String title, String text) {}
}
