@osigu
Feature: The happy paths of the guide, each as one story
  What the sandbox guide asks every integration to run before it goes live: a token that is reused, a pre-authorization
  and a prescription that are dispensed, and an outpatient claim that is dispatched in a batch. The other folders take
  each step alone.

  @id:osigu-journey-token @clause:OSG-34 @clause:OSX-1 @happy-path @vendor
  Scenario: A token can be reused from one call to the next
    When a token is requested
    Then the token opens a call
    And the token opens a call

  @id:osigu-journey-authorization @happy-path @vendor
  @clause:OSG-36 @clause:OSG-37 @clause:OSG-38 @clause:OSG-20 @clause:OSX-5 @clause:OSX-6 @clause:OSX-7
  Scenario: A beneficiary is found, a medication is authorized, and the code is dispensed
    When the active beneficiary is searched for
    Then the beneficiary is found
    And the coverage is active
    When a pre-authorization for a medication is requested
    Then the status is "PENDING_INDICATION"
    When the indication is attached
    And the request is completed
    Then the status is "COMPLETED"
    And an authorization is approved with a code
    When the dispensation of the code is started
    Then the dispensation has started on an authorization code
    And no verification is required
    When the dispensation is completed
    Then the status is "COMPLETED"
    And the dispensation has made a claim

  @id:osigu-journey-prescription @happy-path @vendor
  @clause:OSG-40 @clause:OSG-41 @clause:OSX-6 @clause:OSX-7
  Scenario: A patient gets a prescription, and its code is dispensed without a claim
    Given a patient
    When a v1 prescription is created
    Then the prescription is issued as v1
    And the prescription shows what was prescribed
    When the dispensation of the code is started
    Then the dispensation has started on a prescription code
    When the dispensation is completed
    Then the status is "COMPLETED"
    And the dispensation has made no claim

  @id:osigu-journey-claim @happy-path @vendor
  @clause:OSG-37 @clause:OSG-43 @clause:OSG-44 @clause:OSG-45 @clause:OSX-8 @clause:OSX-9
  Scenario: A claim is opened for an authorization, completed, collected in a batch, and dispatched
    Given an approved authorization of the settling sponsor
    When an outpatient claim is created
    Then the claim reads OPEN
    When the claim is completed
    Then the claim reads COMPLETED
    When a batch is started
    Then the batch is open for its sponsor
    When the candidates are listed
    Then the completed claim is a candidate
    When the completed claim is attached
    Then the call succeeds
    When the batch is dispatched
    Then the batch is submitted or decided
