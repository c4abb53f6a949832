@ideon
Feature: Group installments
  The first application of a group, which Ideon carries out. It creates the group, which can then be corrected.

  @id:ideon-installments-created @clause:IDN-55 @clause:IDN-278 @happy-path @vendor
  Scenario: An installment answers with the group and the ids of its locations
    When a group installment is created with 2 secondary locations
    Then the call succeeds
    And the group installment has an id of its own
    And each location of the group installment has an id of its own

  @id:ideon-installments-complete @clause:IDN-55 @clause:IDN-45 @happy-path @vendor
  Scenario: Everything that an installment says of a group is read back as a group
    When a group installment is created with everything optional
    Then the group installment comes back as sent
    When the group is read
    Then the group installment comes back as sent
    And the group installment is "pending"

  @id:ideon-installments-changed @clause:IDN-60 @clause:IDN-287 @happy-path @vendor
  Scenario: An installment is corrected by the id of its group
    Given a group installment
    When the group installment is updated with "employer.organization_name" set to "Granite Works"
    Then the call succeeds
    And the group installment has "employer.organization_name" set to "Granite Works"
    When the group is read
    Then the group installment has "employer.organization_name" set to "Granite Works"

  @id:ideon-installments-changed-keeps-ids @clause:IDN-60 @clause:IDN-287 @happy-path @vendor
  Scenario: A correction keeps the ids of the group and of its primary location
    Given a group installment
    When the group installment is updated with "employer.organization_name" set to "Granite Works"
    Then the call succeeds
    And the group installment keeps its id
    And the group installment keeps its "primary_location.id"

  @id:ideon-installments-changed-rest @clause:IDN-60 @happy-path @vendor
  Scenario: A correction of an installment leaves what it does not mention as it was
    Given a group installment with these values
      | member                                  | value          |
      | general_agency.name                     | Granite Agency |
      | general_agency.representative.last_name | Quill          |
      | general_agency.national_producer_number | 12345678       |
    When the group installment is updated with "employer.organization_name" set to "Granite Works"
    Then the call succeeds
    When the group is read
    Then the rest of the group installment is as it was

  @id:ideon-installments-changed-alone @clause:IDN-60 @happy-path @vendor
  Scenario: A correction of one installment leaves another one alone
    Given a group installment with "employer.organization_name" set to "Meadow Farms"
    And another group installment
    When the second group installment is updated with "employer.organization_name" set to "Granite Works"
    Then the call succeeds
    When the first group installment is read
    Then the group installment has "employer.organization_name" set to "Meadow Farms"

  @id:ideon-installments-only @sad-path @vendor
  Scenario Outline: Only a group installment can have its <what> corrected
    Given a group installment
    And <made>
    And a group
    And <made>
    When the first <what> is updated with "<member>" set to "<value>"
    Then the call succeeds
    When the second <what> is updated with "<member>" set to "<value>"
    Then the update is refused outside of an installment

    @clause:IDN-301
    Examples: coverage periods
      | case   | what            | made                           | member            | value                  |
      | period | coverage period | a coverage period of the group | coverage_end_date | 11-30 of the plan year |

    @clause:IDN-316
    Examples: plans
      | case | what | made                          | member      | value        |
      | plan | plan | a plan of the coverage period | description | Second draft |

    @clause:IDN-324
    Examples: employment classifications
      | case           | what                      | made                                      | member      | value        |
      | classification | employment classification | an employment classification of the group | description | Second draft |
