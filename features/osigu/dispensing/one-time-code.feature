@osigu
Feature: One-time codes for a beneficiary
  Whether a beneficiary has to be verified is the sponsor's decision. If so, a one-time code (OTP) goes to the
  beneficiary's own telephone and is exchanged for a token, without which the dispensation is not completed. The mock
  sponsor of the sandbox never asks for one.

  @id:osigu-otp-sent @clause:OSX-18 @happy-path @vendor @simulated-only
  Scenario: A one-time code shows its destination masked and lives for about five minutes
    Given an approved authorization of a sponsor that demands a one-time code
    When a one-time code is sent
    Then the call succeeds
    And the destination is masked
    And the one-time code is valid for about 300 seconds

  @id:osigu-otp-completes @clause:OSX-18 @clause:OSX-6 @happy-path @vendor @simulated-only
  Scenario: A confirmed one-time code completes a dispensation that demands one
    Given an approved authorization of a sponsor that demands a one-time code
    And a started dispensation
    And a one-time code is sent
    And the one-time code is confirmed
    When the dispensation is completed
    Then the call succeeds
    And the status is "COMPLETED"

  @id:osigu-otp-demanded @clause:OSX-6 @sad-path @vendor @simulated-only
  Scenario: A dispensation that demands a one-time code is not completed without one
    Given an approved authorization of a sponsor that demands a one-time code
    And a started dispensation
    When the dispensation is completed
    Then the call is refused with 422

  @id:osigu-otp-wrong @clause:OSX-18 @sad-path @vendor @simulated-only
  Scenario: A one-time code that was not sent is refused
    Given an approved authorization of a sponsor that demands a one-time code
    And a one-time code is sent
    When a wrong one-time code is tried
    Then the call is refused with 422

  @id:osigu-otp-expired @clause:OSX-18 @sad-path @vendor @simulated-only
  Scenario: A one-time code is refused after its five minutes
    Given an approved authorization of a sponsor that demands a one-time code
    And a one-time code is sent
    And 6 minutes pass
    When the one-time code is confirmed
    Then the call is refused with 422

  @id:osigu-otp-of-another @clause:OSX-6 @sad-path @vendor @simulated-only
  Scenario: The one-time code of another beneficiary does not complete a dispensation
    Given an approved authorization of a sponsor that demands a one-time code
    And a started dispensation
    And the one-time code of another beneficiary is confirmed
    When the dispensation is completed
    Then the call is refused with 422
