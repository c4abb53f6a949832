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
    }
    "tokens" {
        TokensRefused "tokens-refused" "every token is a 401";
        TokenNeverExpires "token-never-expires" "a token is good after expires_at";
        TokenEndsEarly "token-ends-early" "a token ends halfway to expires_at";
        TokenLivesAnHour "token-lives-an-hour" "a token lives for an hour";
        TokenLivesTwoDays "token-lives-two-days" "a token lives for two days";
        NewTokenEndsOthers "new-token-ends-others" "a new token ends the earlier ones of its account";
        TokenOfOtherAccount "token-of-other-account" "a token opens another account than that of its key";
    }
    "resources" {
        UnknownIsLatest "unknown-id-is-latest" "an id that nobody has stands for what was made last of its kind";
        UnreadableAccepted "unreadable-body-accepted" "a body that is not JSON is taken for an empty one";
        UpdateNotStored "update-not-stored" "an update is accepted but changes nothing";
        UpdateReplaces "update-replaces" "an update forgets the members that were not sent";
        AnyGroupUpdates "any-group-updates" "what only a group installment may update, every group may";
        AnyReference "any-reference-accepted" "ids in a body may be anything";
        ListsMixParents "lists-mix-parents" "lists below a group, period or subscriber show those of all of them";
        UpdateChangesNeighbour "update-changes-neighbour" "the update of a member changes the name of another one too";
        CountryStaysOpen "country-stays-open" "an address without a country gets none";
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
        LinkWithoutLast "link-without-last" "no link leads to the last page";
        PrevOnFirstPage "prev-on-first-page" "the first page has a link to a previous one";
        PageAlwaysOne "page-always-one" "Page is 1 on every page";
        TotalOffByOne "total-off-by-one" "Total counts one too many";
        PagesOfTwo "pages-of-two" "a page has two items unless the request says otherwise";
        SillyPagingFails "silly-paging-fails" "a page that is no number above 0 is a 500";
        PerPageZeroEmpty "per-page-zero-empty" "per_page=0 brings an empty page";
    }
    "groups" {
        GroupNotStored "group-not-stored" "a new group is not there afterwards";
        GroupsOfAllAccounts "groups-of-all-accounts" "the list shows the groups of every account";
        LastGroupUnlisted "last-group-unlisted" "the list leaves out the last group";
        HookNotStored "hook-not-stored" "a subscription to a group is accepted but not kept";
    }
    "locations" {
        LocationNotStored "location-not-stored" "a new location is not the group's afterwards";
        LocationIdTwice "location-id-twice" "a new location has the id of the one before it";
    }
    "coverage-periods" {
        PeriodNotStored "period-not-stored" "a new coverage period is not there afterwards";
        PeriodStartsInProduction "period-starts-in-production" "a new coverage period is in production";
        PeriodStartsInConfiguration "period-starts-in-configuration" "a new coverage period is in configuration";
        OneCarrierUnknown "one-carrier-unknown" "the query refuses the carrier symetra";
        LongAetnaRefused "long-aetna-number-refused" "a group number of aetna with seven digits is refused";
        CignaSuffixRefused "cigna-suffix-refused" "a group number of cigna with its suffix is refused";
        AnyNumberOfAetna "any-number-of-aetna" "aetna takes any group number";
        AnyNumberOfAnthem "any-number-of-anthem" "anthem takes any group number";
        AnyNumberOfBlueShield "any-number-of-blue-shield" "blue_shield_of_california takes any group number";
        AnyNumberOfCigna "any-number-of-cigna" "cigna takes any group number";
        AnyNumberOfGuardian "any-number-of-guardian" "guardian takes any group number";
        AnyNumberOfHumana "any-number-of-humana" "humana takes any group number";
        AnyNumberOfKaiser "any-number-of-kaiser" "kaiser takes any group number";
        SetupOfOtherPeriod "setup-of-other-period" "complete-setup moves another coverage period of the group";
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
        ExportOfAllPeriods "export-of-all-periods" "both downloads have the members of every coverage period";
        SegmentCountWrong "segment-count-wrong" "SE counts one segment too many";
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
        HiosIdsIgnored "hios-ids-ignored" "all plans are listed whatever HIOS ids are asked for";
    }
    "plans" {
        PlanNotStored "plan-not-stored" "a new plan is not there afterwards";
        OnePlan "one-plan-a-period" "a second plan of a coverage period is a 422";
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
        UpdateDropsDependents "update-drops-dependents" "the update of a subscriber loses the dependents";
        UpdateDropsEvents "update-drops-events" "the update of a subscriber loses the life events";
        UpdateRefusesForeign "update-refuses-foreign-address" "the update of a subscriber refuses a home outside of the USA";
        ProblemsNotOnSubscriber "problems-not-on-subscriber" "a subscriber shows no problems";
    }
    "dependents" {
        DependentNotStored "dependent-not-stored" "a new dependent is not there afterwards";
    }
    "life-events" {
        QleNotStored "event-not-stored" "a new life event is not there afterwards";
        QleStartsSynced "event-starts-synced" "a new life event is synced";
        QleStartsSubmitted "event-starts-submitted" "a new life event is submitted";
        QlesByDate "events-by-date" "life events are listed by their date, earliest first";
        QlesOfOnePeriod "events-of-one-period" "only life events of one coverage period are listed";
        EverythingSuperseded "everything-superseded" "a later life event supersedes all earlier ones, whatever their coverage period";
        QlesOldestFirst "events-oldest-first" "life events are listed oldest first";
        OnlyLatestQle "only-latest-event" "only the latest life event is listed";
        NothingSuperseded "nothing-superseded" "a later life event leaves the earlier one pending";
    }
    "enrollment-problems" {
        StatusFilterIgnored "status-filter-ignored" "the filter by status is ignored";
        AssigneeFilterIgnored "assignee-filter-ignored" "the filter by assignee is ignored";
        UnknownFilterIgnored "unknown-filter-ignored" "a filter with an unknown value is ignored";
        ResolvedHidden "resolved-hidden" "without a filter resolved problems are not listed";
        CommentNotStored "comment-not-stored" "a comment is accepted but not kept";
        CommentOnAllProblems "comment-on-all-problems" "a comment shows on every problem";
        CommentOfOtherProblem "comment-of-other-problem" "a comment names another problem";
        ResolutionNotStored "resolution-not-stored" "a resolution is accepted but changes nothing";
        ResolvesAll "resolves-all" "a resolution resolves every problem";
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
        CensusOfWholeGroup "census-of-whole-group" "a census lists subscribers without a life event of the period too";
    }
    "transmissions" {
        NeverSynced "never-synced" "the carrier never answers what was transmitted";
        TransmissionsLost "transmissions-lost" "nothing that was transmitted is listed";
        DependentsNotTransmitted "dependents-not-transmitted" "the coverages of dependents are not transmitted";
        MemberTransmissionsLost "member-transmissions-lost" "no transmissions of a member are listed";
        TerminationEndsNothing "termination-ends-nothing" "a termination leaves the coverages of the family as they are";
        CobraIsSponsored "cobra-is-sponsored" "coverage under COBRA is called employer_sponsored";
        FileTransmissionsLost "file-transmissions-lost" "no transmissions of a file are listed";
        FileTransmissionsOfNoFile "file-transmissions-of-no-file" "the transmissions of a file do not name it";
    }
    "file-deliveries" {
        FilesUnlisted "files-unlisted" "no file deliveries are listed";
        FilesOldestFirst "files-oldest-first" "file deliveries are listed oldest first";
        FilesWithoutFiles "files-without-files" "a coverage period that is not delivered by file has file deliveries";
    }
    "hooks" {
        StateHookMissing "state-hook-missing" "nobody is told of a coverage period's new state";
        ProblemHookMissing "problem-hook-missing" "nobody is told of new problems";
        HookOfAllGroups "hook-of-all-groups" "events of groups that nobody subscribed to are told too";
        HookTwice "hook-twice" "every event is told twice";
        HookWithoutChange "hook-without-change" "a complete-setup that changes no state is told too";
        HookOfOtherPeriod "hook-of-other-period" "a state's event names another coverage period";
        HookWithOldState "hook-with-old-state" "a state's event shows the state before";
        HookOfOtherType "hook-of-other-type" "a state's event has another type";
        HookWithoutData "hook-without-data" "a state's event has no data";
        HookWithoutProblems "hook-without-problems" "the event of new problems has none";
        HookOfOtherProblem "hook-of-other-problem" "the event of new problems names another one";
        HookWithoutHeaders "hook-without-headers" "deliveries lack the headers that were agreed";
        HookAsText "hook-as-text" "deliveries say that they are plain text";
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
