@oscar
Feature: A qualifying life event outside Open Enrollment
  Whoever enrolls outside Open Enrollment needs a qualifying life event. The guide does not say whose date decides that
  (today, the signature, or the start of coverage): against a real environment these scenarios only run when all agree.

  @id:oscar-qle-missing @clause:OSC-10 @clause:OSC-40 @clause:OSC-48 @clause:OSC-49 @sad-path @vendor
  Scenario: An enrollment without a life event is refused outside Open Enrollment
    Given the date lies outside Open Enrollment
    And a request to create a membership that Oscar accepts
    When the same request is sent without a qualifying life event
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "qle_info"

  @id:oscar-qle-not-needed @clause:OSC-9 @clause:OSC-10 @happy-path @vendor
  Scenario: An enrollment needs no life event during Open Enrollment
    Given a new member during Open Enrollment without a qualifying life event
    When the membership is created
    Then the call succeeds
    And the response has an "oscar_id"

  @id:oscar-qle-accepted @clause:OSC-9 @clause:OSC-10 @happy-path @vendor
  Scenario Outline: A member enrolls outside Open Enrollment because of <event>
    Given the date lies outside Open Enrollment
    And a new member with the qualifying life event "<code>"
    When the membership is created
    Then the call succeeds
    And the response has an "oscar_id"

    Examples:
      | case        | event                     | code  |
      | ichra-offer | the offer of an ICHRA     | HRAS  |
      | job-lost    | the end of a job's cover  | L2    |
      | moved       | a move within the country | M1    |
      | child-born  | the birth of a child      | BIRTH |

  @id:oscar-qle-unknown @clause:OSC-10 @clause:OSC-40 @clause:OSC-41 @sad-path @vendor
  Scenario: A life event that is on no list is refused
    Given the date lies outside Open Enrollment
    And a request to create a membership that Oscar accepts
    When the same request is sent with an unknown qualifying life event
    Then the call is refused as actionable
    And the refusal carries an error code

  @id:oscar-qle-window-open @clause:OSC-10 @happy-path @vendor @simulated-only
  Scenario Outline: Open Enrollment is open on <date>
    Given today is "<date>"
    And a new member with no qualifying life event
    When the membership is created
    Then the call succeeds

    Examples:
      | case      | date       |
      | first-day | 2026-11-01 |
      | new-year  | 2027-01-01 |
      | last-day  | 2027-01-15 |

  @id:oscar-qle-window-closed @clause:OSC-10 @clause:OSC-40 @sad-path @vendor @simulated-only
  Scenario Outline: Open Enrollment is closed on <date>
    Given today is "<date>"
    And a request to create a membership that Oscar accepts
    When the same request is sent without a qualifying life event
    Then the call is refused as actionable
    And the refusal names the field "qle_info"

    Examples:
      | case       | date       |
      | day-before | 2026-10-31 |
      | day-after  | 2027-01-16 |
