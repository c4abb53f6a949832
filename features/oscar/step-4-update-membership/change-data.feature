@oscar
Feature: Change a member's data
  The guide updates a membership only to add a dependent. The API's overview says that data of members are changed by the
  same call; how, is our reading, and so only the simulator is held to it.

  @id:oscar-update-changes-email @clause:OSC-25 @happy-path @vendor @simulated-only
  Scenario: A changed mail address is in the membership, and its owner still is
    Given an enrolled member
    And the email of the policy holder is changed to "moved@example.com"
    When the membership is read
    Then the membership lists the policy holder
    And the email of the policy holder is "moved@example.com"
    And the Oscar id of the policy holder is unchanged
