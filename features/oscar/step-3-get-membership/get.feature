@oscar
Feature: Get a membership
  What was enrolled can be read back: who is covered, whether the cover is in force, and from when to when.

  @id:oscar-get-membership-lists-enrollee @clause:OSC-16 @clause:OSC-17 @clause:OSC-18 @happy-path @vendor
  Scenario: A membership lists the enrollee that was just created
    Given an enrolled member
    When the membership is read
    Then the call succeeds
    And the membership lists the policy holder
    And the membership lists nobody else

  @id:oscar-get-membership-effectuated @clause:OSC-19 @happy-path @vendor
  Scenario: A new enrollment is effectuated
    Given an enrolled member
    When the membership is read
    Then the effectuation status of the policy holder is "EFFECTUATED"

  @id:oscar-get-membership-coverage-start @clause:OSC-20 @happy-path @vendor
  Scenario Outline: Coverage starts on the enrolled date, <ahead> ahead
    Given an enrolled member whose coverage starts in <ahead>
    When the membership is read
    Then the coverage of the policy holder starts as enrolled

    Examples:
      | case             | ahead    |
      | next-month       | 1 month  |
      | month-after-next | 2 months |

  @id:oscar-get-membership-coverage-end @clause:OSC-21 @happy-path @vendor
  Scenario: Coverage without a requested end runs to the end of the plan year
    Given an enrolled member
    When the membership is read
    Then the coverage of the policy holder ends as enrolled

  @id:oscar-get-membership-same-id @clause:OSC-12 @clause:OSC-16 @clause:OSC-18 @happy-path @vendor
  Scenario: A membership shows the Oscar id that the enrollment gave
    Given an enrolled member
    When the membership is read
    Then the Oscar id of the policy holder is unchanged

  @id:oscar-get-membership-read-only @clause:OSC-16 @happy-path @vendor
  Scenario: Reading a membership changes nothing in it
    Given an enrolled family of 2
    And the membership is read
    When the membership is read
    Then the answer is the same as before
