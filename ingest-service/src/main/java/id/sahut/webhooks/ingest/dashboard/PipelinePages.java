package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Request;
import id.sahut.webhooks.ingest.pipeline.Pipeline;
import id.sahut.webhooks.ingest.pipeline.PipelineState;
import id.sahut.webhooks.ingest.pipeline.PipelineUnknown;
import id.sahut.webhooks.ingest.registry.Webhooks;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The page on which whoever has an operator's key sees how the pipeline stands; to others there is
/// none. Safe for any thread.
final class PipelinePages {

    private static final Logger log = LoggerFactory.getLogger(PipelinePages.class);

    private final Pipeline pipeline;
    private final Webhooks webhooks;
    private final Pages pages;

    PipelinePages(Pipeline pipeline, Webhooks webhooks, Pages pages) {
        this.pipeline = pipeline;
        this.webhooks = webhooks;
        this.pages = pages;
    }

    Answer show(Request<SignedIn> request) {
        return answer(request, "pipeline.jte");
    }

    /// What of it changes.
    Answer live(Request<SignedIn> request) {
        return answer(request, "pipelinestate.jte");
    }

    private Answer answer(Request<SignedIn> request, String template) {
        Frame frame = pages.frame(request.caller());
        if (!request.caller().key().operator()) {
            return pages.problem(404, "not-found", frame);
        }
        try {
            return pages.answer(200, template, PipelinePage.of(frame, pipeline.look(), this::host));
        } catch (PipelineUnknown e) {
            log.warn("the pipeline can't be shown: {}", e.getMessage());
            return pages.answer(503, template, new PipelinePage(frame, Optional.empty()))
                    .with("Retry-After", Pages.RETRY_AFTER_SECONDS);
        }
    }

    private Optional<String> host(PipelineState.Endpoint endpoint) {
        return endpoint.workspace()
                .filter(WorkspaceId::isWellFormed)
                .flatMap(it -> webhooks.find(new WorkspaceId(it), endpoint.webhook().value()))
                .map(Webhook::url)
                .map(it -> UrlParts.of(it).host());
    }
}
