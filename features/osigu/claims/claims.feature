@osigu
Feature: Outpatient claims
  A claim is opened for what a sponsor authorized, shows its line items and the files of the authorization, and is
  completed or voided while it is open.

  @id:osigu-claims-opened @clause:OSG-43 @clause:OSX-8 @happy-path @vendor
  Scenario: A new claim is open
    Given an approved authorization
    When an outpatient claim is created
    Then the call succeeds
    And the claim reads OPEN

  @id:osigu-claims-read @clause:OSG-43 @clause:OSX-8 @happy-path @vendor
  Scenario: An open claim reads as it was opened
    Given an open claim
    When the claim is read
    Then the call succeeds
    And the claim reads OPEN
    And the claim shows its line items

  @id:osigu-claims-files @clause:OSG-43 @happy-path @vendor
  Scenario: A claim shows the files that came with the authorization
    Given an open claim
    When the claim is read
    Then the call succeeds
    And the claim shows the files of its authorization

  @id:osigu-claims-completed @clause:OSG-44 @happy-path @vendor
  Scenario: An open claim can be completed
    Given an open claim
    When the claim is completed
    Then the call succeeds
    And the claim reads COMPLETED

  @id:osigu-claims-completed-read @clause:OSG-44 @happy-path @vendor
  Scenario: A completed claim reads as completed
    Given an open claim
    And the claim was completed
    When the claim is read
    Then the claim reads COMPLETED

  @id:osigu-claims-voided @clause:OSX-8 @happy-path @vendor
  Scenario: An open claim can be voided
    Given an open claim
    When the claim is voided
    Then the call succeeds
    And the claim reads VOIDED

  @id:osigu-claims-voided-read @clause:OSX-8 @happy-path @vendor
  Scenario: A voided claim reads as voided
    Given an open claim
    And the claim was voided
    When the claim is read
    Then the claim reads VOIDED

  @id:osigu-claims-dispensed @clause:OSX-7 @happy-path @vendor
  Scenario: The claim of a dispensation exists and is complete
    Given an approved authorization
    And a completed dispensation
    When the claim of the dispensation is read
    Then the call succeeds
    And the claim is completed already

  @id:osigu-claims-dispensed-total @clause:OSX-7 @happy-path @vendor
  Scenario: The claim of a dispensation is about what was dispensed
    Given an approved authorization
    And a completed dispensation
    When the claim of the dispensation is read
    Then the claim is about what was dispensed
