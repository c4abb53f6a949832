@osigu
Feature: What a sponsor demands
  The sandbox has a sponsor that decides at once and demands no verification, and one that evaluates offline as a real
  insurer does. A sponsor's configuration says so before anything is asked of it.

  @id:osigu-sponsors-listed @clause:OSG-16 @clause:OSG-21 @clause:OSG-15 @happy-path @vendor
  Scenario: Both mock sponsors are in the provider's list
    When the sponsors are listed
    Then the call succeeds
    And the mock sponsor is listed
    And the asynchronous sponsor is listed

  @id:osigu-sponsors-mock-configuration @clause:OSG-18 @clause:OSG-19 @clause:OSG-20 @happy-path @vendor
  Scenario Outline: The mock sponsor demands no verification for <type> and evaluates at once
    When the configuration of the mock sponsor for <type> is read
    Then the call succeeds
    And no one-time code is demanded
    And no biometric reading is demanded
    And the sponsor evaluates at once

    Examples:
      | case       | type       |
      | medication | MEDICATION |
      | lab        | LAB        |
      | imaging    | IMAGING    |
      | procedure  | PROCEDURE  |

  @id:osigu-sponsors-async-configuration @clause:OSG-21 @happy-path @vendor @needs:async-sponsor
  Scenario: The asynchronous sponsor says that it evaluates offline
    When the configuration of the asynchronous sponsor for MEDICATION is read
    Then the call succeeds
    And the sponsor evaluates offline

  @id:osigu-sponsors-without-affiliation @clause:OSG-16 @sad-path @vendor @simulated-only
  Scenario: A sponsor without affiliation tells the provider nothing
    When the search forms of the mock sponsor are listed
    Then the call succeeds
    When the search forms of a sponsor without affiliation are listed
    Then the call is refused with 403 or 404
