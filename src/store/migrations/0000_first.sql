CREATE TABLE "acceptances" (
	"subject" text NOT NULL,
	"fingerprint" text NOT NULL,
	"accepted_by" text NOT NULL,
	"reason" text NOT NULL,
	"accepted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "acceptances_subject_fingerprint_pk" PRIMARY KEY("subject","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"review" bigint NOT NULL,
	"fingerprint" text NOT NULL,
	"check_id" text NOT NULL,
	"severity" text NOT NULL,
	"acceptable" boolean NOT NULL,
	"path" text NOT NULL,
	"line" integer NOT NULL,
	CONSTRAINT "findings_review_fingerprint_pk" PRIMARY KEY("review","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reviews_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subject" text NOT NULL,
	"revision" integer NOT NULL,
	"head" text NOT NULL,
	"check_run" bigint,
	"conclusion" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "reviews_revision_positive" CHECK ("reviews"."revision" > 0)
);
--> statement-breakpoint
CREATE TABLE "subjects" (
	"key" text PRIMARY KEY NOT NULL,
	"installation" bigint NOT NULL,
	"owner" text NOT NULL,
	"repo" text NOT NULL,
	"job" jsonb NOT NULL,
	"revision" integer NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "subjects_revision_positive" CHECK ("subjects"."revision" > 0)
);
--> statement-breakpoint
ALTER TABLE "acceptances" ADD CONSTRAINT "acceptances_subject_subjects_key_fk" FOREIGN KEY ("subject") REFERENCES "public"."subjects"("key") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_review_reviews_id_fk" FOREIGN KEY ("review") REFERENCES "public"."reviews"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_subject_subjects_key_fk" FOREIGN KEY ("subject") REFERENCES "public"."subjects"("key") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_received_at_idx" ON "deliveries" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reviews_subject_revision_key" ON "reviews" USING btree ("subject","revision");--> statement-breakpoint
CREATE INDEX "subjects_installation_idx" ON "subjects" USING btree ("installation");--> statement-breakpoint
CREATE INDEX "subjects_changed_at_idx" ON "subjects" USING btree ("changed_at");