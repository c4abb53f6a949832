@ideon
Feature: The values of a plan
  Every value that the reference lists is one that a plan can have. Money is whole cents.

  @id:ideon-plans-value @clause:IDN-318 @happy-path @vendor
  Scenario Outline: A plan can have "<member>" set to "<value>"
    When a plan is created with "<member>" set to "<value>"
    Then the call succeeds
    And the plan has "<member>" set to "<value>"

    Examples: premium methods
      | case                               | member                | value                      |
      | premium-fixed_family_tier          | policy_premium_method | fixed_family_tier          |
      | premium-age_banded                 | policy_premium_method | age_banded                 |
      | premium-4_tier_composite           | policy_premium_method | 4_tier_composite           |
      | premium-3_tier_composite           | policy_premium_method | 3_tier_composite           |
      | premium-2_tier_composite           | policy_premium_method | 2_tier_composite           |
      | premium-adult_child_tier_composite | policy_premium_method | adult_child_tier_composite |

    Examples: product types
      | case                                 | member       | value                           |
      | type-health_maintenance_organization | product_type | health_maintenance_organization |
      | type-high_deductible_health_plan     | product_type | high_deductible_health_plan     |
      | type-preferred_provider_organization | product_type | preferred_provider_organization |
      | type-exclusive_provider_organization | product_type | exclusive_provider_organization |
      | type-point_of_service                | product_type | point_of_service                |
      | type-indemnity                       | product_type | indemnity                       |

    Examples: taxation
      | case     | member   | value |
      | tax-pre  | taxation | pre   |
      | tax-post | taxation | post  |

    Examples: calendars
      | case                   | member        | value         |
      | calendar-plan_year     | plan_calendar | plan_year     |
      | calendar-calendar_year | plan_calendar | calendar_year |

    Examples: metal levels
      | case                  | member | value           |
      | level-platinum        | level  | platinum        |
      | level-gold            | level  | gold            |
      | level-silver          | level  | silver          |
      | level-expanded_bronze | level  | expanded_bronze |
      | level-bronze          | level  | bronze          |
      | level-catastrophic    | level  | catastrophic    |

    Examples: months until a rehired employee is eligible
      | case          | member                          | value  |
      | rehire-three  | months_after_rehire_eligibility | three  |
      | rehire-six    | months_after_rehire_eligibility | six    |
      | rehire-nine   | months_after_rehire_eligibility | nine   |
      | rehire-twelve | months_after_rehire_eligibility | twelve |

    Examples: types of the employer's contribution
      | case          | member                     | value   |
      | share-percent | employer_contribution.type | percent |
      | share-flat    | employer_contribution.type | flat    |

    Examples: methods of the employer's contribution
      | case                    | member                       | value            |
      | method-lowest_cost_hmo  | employer_contribution.method | lowest_cost_hmo  |
      | method-highest_cost_hmo | employer_contribution.method | highest_cost_hmo |
      | method-ppo              | employer_contribution.method | ppo              |
      | method-employer_fixed   | employer_contribution.method | employer_fixed   |

  @id:ideon-plans-waiting @clause:IDN-318 @clause:IDN-319 @happy-path @vendor
  Scenario Outline: A plan can have a waiting period of <waiting> and a coverage start of <start>
    When a plan is created with these values
      | member                        | value     |
      | waiting_period.coverage_start | <start>   |
      | waiting_period.waiting_period | <waiting> |
    Then the call succeeds
    And the plan comes back as sent

    Examples:
      | case     | waiting  | start                    |
      | 0-days   | 0_days   | immediate                |
      | 30-days  | 30_days  | first_of_following_month |
      | 60-days  | 60_days  | immediate                |
      | 90-days  | 90_days  | first_of_following_month |
      | 1-month  | 1_month  | immediate                |
      | 2-months | 2_months | first_of_following_month |
