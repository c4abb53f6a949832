//! Named defects of the integration of Oscar's API.

use crate::defect::defects;

defects! {
    /// One rule that a deliberately broken integration of Oscar's API does not keep.
    pub enum Defect {
        NoBackoff "no-backoff" "retries a 503 at once, five times",
        ConstantDelay "constant-delay" "waits one second before every retry",
        FirstWaitWrong "first-wait-wrong" "waits 2 seconds before the first retry, then 2, 4, 8, 16",
        SecondWaitWrong "second-wait-wrong" "waits 4 seconds before the second retry: 1, 4, 4, 8, 16",
        ThirdWaitWrong "third-wait-wrong" "waits 8 seconds before the third retry: 1, 2, 8, 8, 16",
        SixRetries "six-retries" "retries a sixth time, after 32 more seconds",
        GivesUpAfterTwo "gives-up-after-two" "fails the operation after two retries",
        NeverRetries "never-retries" "fails the operation at the first 503",
        RetriesA400 "retries-a-400" "retries a 400 as if it were transient",
        RetriesA500 "retries-a-500" "retries a 500 as if it were transient",
        ChangesTheBodyOnRetry "changes-the-body-on-retry" "adds the number of the retry to the body",
        DropsApplicationId "drops-application-id" "neither keeps nor logs the application_id of a write that succeeds",
        DropsEscalationApplicationId "drops-escalation-application-id" "neither logs nor passes on the application_id of a 500",
        NoAlert "no-alert" "does not alert operations of a 500",
        IgnoresErrorCodeAndField "ignores-error-code-and-field" "tells the user of a 400 without reading error_code and field",
        NoFeedback "no-feedback" "tells the user nothing of a 400",
        ForgetsOscarId "forgets-oscar-id" "sends an id of its own making in later calls",
        NoClientCertificate "no-client-certificate" "does not present its client certificate",
        OmitsQleInfo "omits-qle-info" "leaves qle_info out of an enrollment outside Open Enrollment",
    }
}
