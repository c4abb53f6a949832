@osigu
Feature: The beneficiaries of the sandbox
  The sandbox comes with about ten test beneficiaries: some with active coverage, some whose coverage has expired, and
  family groups.

  @id:osigu-sandbox-people @clause:OSG-25 @clause:OSG-15 @happy-path @vendor @simulated-only
  Scenario: Ten beneficiaries are found, each under an id of their own
    When the 10 test beneficiaries are searched for
    Then each of them is found under an id of their own

  @id:osigu-sandbox-people-kinds @clause:OSG-26 @clause:OSG-27 @clause:OSG-28 @happy-path @vendor @simulated-only
  Scenario: Active coverage, expired coverage and family groups are all among them
    When the 10 test beneficiaries are searched for
    Then active coverage, expired coverage and family groups are among them
