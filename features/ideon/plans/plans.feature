@ideon
Feature: Plans
  What a group offers its employees under one coverage period: any number of plans, over all lines of coverage. A plan
  can be changed while its group is in the installment path.

  @id:ideon-plans-created @clause:IDN-133 @clause:IDN-317 @happy-path @vendor
  Scenario: A plan gets an id of its own and comes back as sent
    When a plan is created with everything optional
    Then the call succeeds
    And the plan has an id of its own
    And the plan comes back as sent

  @id:ideon-plans-minimal @clause:IDN-133 @happy-path @vendor
  Scenario: A plan needs no more than its identifier, its description and its type
    When a plan is created
    Then the call succeeds
    And the plan comes back as sent

  @id:ideon-plans-several @clause:IDN-383 @clause:IDN-317 @happy-path @vendor
  Scenario Outline: A coverage period with a medical plan can have a <line> plan as well
    Given a plan with "product_line" set to "medical"
    When another plan is created with "product_line" set to "<line>"
    Then the call succeeds
    And the plan has an id of its own
    And the plan has "product_line" set to "<line>"

    Examples:
      | case    | line    |
      | dental  | dental  |
      | vision  | vision  |
      | life    | life    |
      | medical | medical |

  @id:ideon-plans-cents @clause:IDN-133 @happy-path @vendor
  Scenario: Premiums come back to the cent
    When a plan is created with these values
      | member                                         | value  |
      | composite_rate_premiums.employee_only          | 45999  |
      | composite_rate_premiums.employee_plus_spouse   | 91998  |
      | composite_rate_premiums.employee_plus_children | 80501  |
      | composite_rate_premiums.family                 | 137997 |
    Then the plan comes back as sent

  @id:ideon-plans-shown @clause:IDN-282 @clause:IDN-383 @happy-path @vendor
  Scenario: A group that is read shows the plans of its coverage period
    Given a plan of the coverage period
    And another plan of the coverage period
    When the group is read
    Then the group shows the plans of the coverage period

  @id:ideon-plans-changed @clause:IDN-139 @clause:IDN-316 @happy-path @vendor
  Scenario: A plan of an installment comes back as it was changed, under the same id
    Given a group installment
    And a plan of the coverage period
    When the plan is updated with these values
      | member              | value           |
      | external_identifier | covenant-silver |
      | description         | Silver, revised |
    Then the call succeeds
    And the plan comes back as updated
    And the plan keeps its id

  @id:ideon-plans-changed-rest @clause:IDN-139 @happy-path @vendor
  Scenario: A change of a plan leaves what it does not mention as it was
    Given a group installment
    And a plan with "taxation" set to "post"
    When the plan is updated with "description" set to "Silver, revised"
    Then the call succeeds
    And the rest of the plan is as it was

  @id:ideon-plans-changed-line @clause:IDN-321 @sad-path @vendor
  Scenario: The product line of a plan cannot be changed
    Given a group installment
    And a plan with "product_line" set to "medical"
    When the plan is updated with "description" set to "Silver, revised"
    Then the call succeeds
    When the plan is updated with "product_line" set to "dental", against the rules
    Then the plan keeps its "product_line", or the update is refused
