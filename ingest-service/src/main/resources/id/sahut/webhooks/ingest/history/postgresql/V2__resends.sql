-- How often it has been sent again. The standing says it only of the sending that counts, which is
-- an earlier one when that was delivered.
ALTER TABLE delivery ADD COLUMN resends SMALLINT NOT NULL DEFAULT 0;

UPDATE delivery SET resends = (standing >> 40) & 16383 WHERE (standing >> 40) & 16383 > 0;
