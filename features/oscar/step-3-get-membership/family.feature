@oscar
Feature: Get a family's membership
  The id of any member of a family leads to the whole family, and to no one else.

  @id:oscar-get-family-by-any-member @clause:OSC-16 @clause:OSC-17 @clause:OSC-18 @happy-path @vendor
  Scenario Outline: The id of <member> leads to the whole family
    Given an enrolled family of 3
    When the membership is read with the id of <member>
    Then the call succeeds
    And the membership lists the whole family
    And the membership lists nobody else

    Examples:
      | case          | member            |
      | policy-holder | the policy holder |
      | spouse        | the spouse        |
      | child         | the child         |

  @id:oscar-get-family-coverage @clause:OSC-19 @clause:OSC-20 @clause:OSC-21 @happy-path @vendor
  Scenario: Each member of a family has the enrolled coverage
    Given an enrolled family of 3
    When the membership is read
    Then the effectuation status of the whole family is "EFFECTUATED"
    And the coverage of the whole family starts as enrolled
    And the coverage of the whole family ends as enrolled

  @id:oscar-get-family-apart @clause:OSC-16 @clause:OSC-18 @happy-path @vendor
  Scenario: Two families do not mix
    Given an enrolled family of 2
    And another enrolled member
    When the membership of the other member is read
    Then the membership lists the other member
    And the membership lists nobody else
