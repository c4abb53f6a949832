//! Faults of what operations do, each with the rule that they ask for.

use super::{Defect, Fault};

macro_rules! rules {
    ($($area:literal { $($rule:ident $name:literal $summary:literal;)* })*) => {
        /// Behaviour that operations ask for by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::ideon) enum Rule { $($($rule,)*)* }

        pub(super) static FAULTS: &[Fault] = &[
            $($(Fault { name: $name, area: $area, summary: $summary, defect: Defect::Rule(Rule::$rule) },)*)*
        ];
    };
}

rules! {
    "access" {
        NoCredentialsNeeded "no-credentials-needed" "whoever shows no key, a wrong one or an old token is taken for the main account";
        AnyKey "any-key-accepted" "any key is taken for the main account's";
        AnyToken "any-token-accepted" "a token that was signed by nobody is taken for the main account's";
        KeysRefused "keys-refused" "every key is a 401";
        PermissionNotEnforced "permission-not-enforced" "a key without permission may do everything";
        AccountsSeeEachOther "accounts-see-each-other" "what one account made, every account sees";
        NoRateLimit "no-rate-limit" "no number of calls is too many";
        RateLimitHalved "rate-limit-halved" "750 calls in five minutes are the limit";
        NoRetryAfter "limit-without-retry-after" "a 429 has no Retry-After";
    }
    "tokens" {
        TokensRefused "tokens-refused" "every token is a 401";
        TokenNeverExpires "token-never-expires" "a token is good after expires_at";
        TokenEndsEarly "token-ends-early" "a token ends halfway to expires_at";
        TokenLivesAnHour "token-lives-an-hour" "a token lives for an hour";
        TokenOfOtherAccount "token-of-other-account" "a token opens another account than that of its key";
    }
    "resources" {
        UnknownIsLatest "unknown-id-is-latest" "an id that nobody has stands for what was made last of its kind";
        UnreadableAccepted "unreadable-body-accepted" "a body that is not JSON is taken for an empty one";
        UpdateNotStored "update-not-stored" "an update is accepted but changes nothing";
        UpdateReplaces "update-replaces" "an update forgets the members that were not sent";
        AnyGroupUpdates "any-group-updates" "what only a group installment may update, every group may";
        AnyReference "any-reference-accepted" "ids in a body may be anything";
    }
    "paging" {
        PageIgnored "page-ignored" "every page is the first one";
        PerPageIgnored "per-page-ignored" "a page has 100 items whatever per_page says";
        PageOffByOne "page-off-by-one" "the first item of every page but the first is left out";
        PageOverlaps "page-overlaps" "a page begins with the last item of the one before";
        LastPageLost "last-page-lost" "the last of several pages is empty";
        PastEndIsLastPage "past-end-is-last-page" "a page past the end shows the last one again";
        TotalOfPage "total-of-page" "Total counts no more than a page";
        NextIsSamePage "next-is-same-page" "the link to the next page leads to the same one";
        LinkWithoutNext "link-without-next" "no link leads to the next page";
    }
    "groups" {
        GroupNotStored "group-not-stored" "a new group is not there afterwards";
        HookNotStored "hook-not-stored" "a subscription to a group is accepted but not kept";
    }
    "locations" {
        LocationNotStored "location-not-stored" "a new location is not the group's afterwards";
    }
    "coverage-periods" {
        PeriodNotStored "period-not-stored" "a new coverage period is not there afterwards";
        PeriodStartsInProduction "period-starts-in-production" "a new coverage period is in production";
        QueryCarrierUnneeded "query-carrier-unneeded" "the query needs no carrier_name";
        QueryCarrierIgnored "query-carrier-ignored" "the carrier_name of the query may be anything";
        AnyGroupNumber "any-group-number" "a carrier takes any group number";
        GroupNumberAtItsMember "group-number-at-its-member" "a wrong group number is told at coverage_period.carrier_group_number";
        SetupChangesNothing "setup-changes-nothing" "complete-setup leaves a period initial";
        SetupGoesLive "setup-goes-live" "complete-setup brings a period to production";
        SetupTwiceRefused "setup-twice-refused" "a second complete-setup is a 422";
        SetupStartsOver "setup-starts-over" "a second complete-setup brings a period back to configuration";
        NestedPlansLost "nested-plans-lost" "a group that is read shows no plans";
    }
    "exports" {
        ExportWithoutDependents "export-without-dependents" "both downloads leave dependents out";
        ExportWithoutLastMember "export-without-last-member" "both downloads leave out the last member";
        SegmentCountWrong "segment-count-wrong" "SE counts one segment too many";
        ExportWithoutDates "export-without-dates" "the 834 has no dates of members and coverages";
        CsvWithoutPlan "csv-without-plan" "the CSV has no plan_id";
        CsvWithoutHead "csv-without-head" "the CSV has no head";
    }
    "contributions" {
        ContributionNotStored "contribution-not-stored" "a new contribution is not there afterwards";
        LastContributionUnlisted "last-contribution-unlisted" "the list leaves out the last contribution";
    }
    "plan-availability" {
        AvailabilityNotStored "availability-not-stored" "a new request is not there afterwards";
        AvailabilityStaysPending "availability-stays-pending" "no request is ever answered";
        AvailabilityAtOnce "availability-at-once" "a request is complete when it is made";
        AvailabilityNeverFails "availability-never-fails" "a query that failed is complete";
        PlansBeforeAnswer "plans-before-answer" "plans are listed while the request is pending";
        HiosIdsIgnored "hios-ids-ignored" "all plans are listed whatever HIOS ids are asked for";
    }
    "plans" {
        PlanNotStored "plan-not-stored" "a new plan is not there afterwards";
        PlanLineChanges "plan-line-changes" "an update changes the product line of a plan";
    }
    "employment-classifications" {
        ClassificationNotStored "classification-not-stored" "a new classification is not there afterwards";
    }
    "subscribers" {
        SubscriberNotStored "subscriber-not-stored" "a new subscriber is not there afterwards";
        SubscriberUnlisted "subscriber-unlisted" "a new subscriber is not in the list";
        NestedDependentsLost "nested-dependents-lost" "dependents inside a new subscriber are forgotten";
        CurrentQlesLost "current-events-lost" "a subscriber shows no current life events";
        UpdateWrapped "updated-subscriber-wrapped" "the updated subscriber comes in a wrapper";
        StatusStaysAfterChange "status-stays-after-change" "a change leaves the status of a family as it is";
        ProblemsNotOnSubscriber "problems-not-on-subscriber" "a subscriber shows no problems";
    }
    "dependents" {
        DependentNotStored "dependent-not-stored" "a new dependent is not there afterwards";
    }
    "life-events" {
        QleNotStored "event-not-stored" "a new life event is not there afterwards";
        QleStartsSynced "event-starts-synced" "a new life event is synced";
        QlesOldestFirst "events-oldest-first" "life events are listed oldest first";
        OnlyLatestQle "only-latest-event" "only the latest life event is listed";
        NothingSuperseded "nothing-superseded" "a later life event leaves the earlier one pending";
        AnyElectedPlan "any-elected-plan" "a plan that the coverage period does not have may be elected";
    }
    "enrollment-problems" {
        StatusFilterIgnored "status-filter-ignored" "the filter by status is ignored";
        AssigneeFilterIgnored "assignee-filter-ignored" "the filter by assignee is ignored";
        ResolvedHidden "resolved-hidden" "without a filter resolved problems are not listed";
        CommentNotStored "comment-not-stored" "a comment is accepted but not kept";
        CommentOfOtherProblem "comment-of-other-problem" "a comment names another problem";
        ResolutionNotStored "resolution-not-stored" "a resolution is accepted but changes nothing";
    }
    "supporting-documents" {
        DocumentsUnlisted "documents-unlisted" "documents that were asked for are not listed";
        AttachmentNotStored "attachment-not-stored" "a signed document is accepted but not kept";
        SignaturesLost "signatures-lost" "the answer to a signed document has no signatures";
        AnyFile "any-file-accepted" "a file that is not Base64 is accepted";
    }
    "census-requests" {
        CensusStaysPending "census-stays-pending" "no census is ever done";
        CensusAlwaysSynced "census-always-synced" "every census is synced";
        CensusClosesNothing "census-closes-nothing" "a census leaves the problems of corrected members open";
        CensusSubscribersLost "census-subscribers-lost" "a census lists no subscribers";
    }
    "transmissions" {
        NeverSynced "never-synced" "the carrier never answers what was transmitted";
        TransmissionsLost "transmissions-lost" "nothing that was transmitted is listed";
        DependentsNotTransmitted "dependents-not-transmitted" "the coverages of dependents are not transmitted";
        MemberTransmissionsLost "member-transmissions-lost" "no transmissions of a member are listed";
        FileTransmissionsLost "file-transmissions-lost" "no transmissions of a file are listed";
        FileTransmissionsOfNoFile "file-transmissions-of-no-file" "the transmissions of a file do not name it";
    }
    "file-deliveries" {
        FilesUnlisted "files-unlisted" "no file deliveries are listed";
        FilesOldestFirst "files-oldest-first" "file deliveries are listed oldest first";
    }
    "hooks" {
        StateHookMissing "state-hook-missing" "nobody is told of a coverage period's new state";
        ProblemHookMissing "problem-hook-missing" "nobody is told of new problems";
    }
    "rsp" {
        RspAcceptIgnored "rsp-accept-ignored" "an answer in text comes though none is accepted";
        RspLengthUnneeded "rsp-length-unneeded" "a body of unknown length is accepted";
        RspAnySize "rsp-any-size" "a body of any size is accepted";
        RspAnyContentType "rsp-any-content-type" "a body that is no form is accepted";
        RspUnreadableAccepted "rsp-unreadable-accepted" "a form that cannot be read is accepted";
        RspEmptyAccepted "rsp-empty-accepted" "an empty form is accepted";
    }
}
