-- One for each state that people look for: in the order in which they are shown, so that a page is
-- read from its beginning however many there are.
DROP INDEX delivery_in_trouble;
CREATE INDEX delivery_retrying ON delivery (webhook, created_ms) WHERE state = 3;
CREATE INDEX delivery_deferred ON delivery (webhook, created_ms) WHERE state = 4;
CREATE INDEX delivery_failed ON delivery (webhook, created_ms) WHERE state = 5;
CREATE INDEX delivery_cancelled ON delivery (webhook, created_ms) WHERE state = 6;
