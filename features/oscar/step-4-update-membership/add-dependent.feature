@oscar
Feature: Add a dependent to a membership
  A dependent joins an existing enrollment, gets an Oscar id, and stands beside the policy holder from then on.

  @id:oscar-update-adds-dependent @clause:OSC-22 @clause:OSC-23 @clause:OSC-24 @happy-path @vendor
  Scenario Outline: A <relationship> joins an enrollment and gets an Oscar id
    Given an enrolled member
    When a <relationship> is added
    Then the call succeeds
    And the response contains the new dependent
    And the new dependent has a resolved Oscar id

    Examples:
      | case   | relationship |
      | child  | child        |
      | spouse | spouse       |
      | ward   | ward         |

  @id:oscar-update-keeps-holder @clause:OSC-25 @happy-path @vendor
  Scenario: The policy holder stays in the membership when a dependent joins
    Given an enrolled member
    And a child is added
    When the membership is read
    Then the membership lists the policy holder
    And the Oscar id of the policy holder is unchanged

  @id:oscar-update-keeps-coverage @clause:OSC-20 @clause:OSC-25 @happy-path @vendor
  Scenario: The policy holder's coverage stays as it was when a dependent joins
    Given an enrolled member
    And a child is added
    When the membership is read
    Then the effectuation status of the policy holder is "EFFECTUATED"
    And the coverage of the policy holder starts as enrolled

  @id:oscar-update-shows-dependent @clause:OSC-26 @happy-path @vendor
  Scenario: A dependent that joined is in the membership with the id from the update
    Given an enrolled member
    And a child is added
    When the membership is read
    Then the membership lists the new dependent
    And the Oscar id of the new dependent is unchanged
    And the membership lists nobody else

  @id:oscar-update-dependent-coverage @clause:OSC-20 @clause:OSC-26 @happy-path @vendor
  Scenario: A dependent that joined is covered from the date in the update
    Given an enrolled member
    And a child is added
    When the membership is read
    Then the coverage of the new dependent starts as enrolled

  @id:oscar-update-dependents-one-by-one @clause:OSC-22 @clause:OSC-25 @clause:OSC-26 @happy-path @vendor
  Scenario: Dependents that joined one after the other are all in the membership
    Given an enrolled member
    And a spouse is added
    And a child is added
    When the membership is read
    Then the membership lists the whole family
    And the membership lists nobody else

  @id:oscar-update-dependent-leads-to-family @clause:OSC-24 @clause:OSC-26 @happy-path @vendor
  Scenario: The id of a dependent that joined leads to the whole family
    Given an enrolled member
    And a child is added
    When the membership is read with the id of the new dependent
    Then the membership lists the whole family

  @id:oscar-update-one-family-only @clause:OSC-22 @clause:OSC-26 @happy-path @vendor
  Scenario: A dependent of one family appears in no other
    Given an enrolled member
    And another enrolled member
    And a child is added
    When the membership of the other member is read
    Then the membership lists the other member
    And the membership lists nobody else
