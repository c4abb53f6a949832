@oscar
Feature: Create a membership
  A vendor partner enrolls a member and keeps the ids that the later calls need.

  @id:oscar-create-membership-ids @clause:OSC-9 @clause:OSC-12 @clause:OSC-14 @happy-path @vendor
  Scenario: An enrollment answers with the member's Oscar id and an application id
    Given a new member outside Open Enrollment with a qualifying life event
    When the membership is created
    Then the call succeeds
    And the response has an "oscar_id"
    And the response has an "application_id"

  @id:oscar-create-membership-family @clause:OSC-9 @clause:OSC-12 @happy-path @vendor
  Scenario Outline: A family of <people> is enrolled by one request
    Given a new family of <people>
    When the membership is created
    Then the call succeeds
    And every enrollee has an Oscar id of their own

    Examples:
      | case  | people |
      | two   | 2      |
      | three | 3      |
      | six   | 6      |

  @id:oscar-create-membership-own-ids @clause:OSC-12 @clause:OSC-14 @happy-path @vendor
  Scenario: Two enrollments have neither an Oscar id nor an application id in common
    Given another enrolled member
    And a new member outside Open Enrollment with a qualifying life event
    When the membership is created
    Then the call succeeds
    And the ids differ from those of the other member

  @id:oscar-create-membership-optional-parts @clause:OSC-9 @clause:OSC-12 @happy-path @vendor
  Scenario Outline: An enrollment may name <part>
    Given a new member with <part>
    When the membership is created
    Then the call succeeds
    And the response has an "oscar_id"

    Examples:
      | case            | part              |
      | writing-agent   | a writing agent   |
      | servicing-agent | a servicing agent |
      | employer        | an employer       |

    @simulated-only
    Examples: that no page says is optional
      | case   | part   |
      | no-ssn | no SSN |
