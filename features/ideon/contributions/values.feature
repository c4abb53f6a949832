@ideon
Feature: The values of a contribution
  Every value that the reference lists is one that a contribution can have.

  @id:ideon-contributions-value @clause:IDN-308 @happy-path @vendor
  Scenario Outline: A contribution can have "<member>" set to "<value>"
    When a contribution is created with "<member>" set to "<value>"
    Then the call succeeds
    And the contribution has "<member>" set to "<value>"

    Examples: product lines
      | case                                               | member       | value                                         |
      | line-medical                                       | product_line | medical                                       |
      | line-dental                                        | product_line | dental                                        |
      | line-vision                                        | product_line | vision                                        |
      | line-voluntary_life                                | product_line | voluntary_life                                |
      | line-non_voluntary_life                            | product_line | non_voluntary_life                            |
      | line-accidental_death_dismemberment                | product_line | accidental_death_dismemberment                |
      | line-voluntary_accidental_death_dismemberment      | product_line | voluntary_accidental_death_dismemberment      |
      | line-life_accidental_death_dismemberment           | product_line | life_accidental_death_dismemberment           |
      | line-voluntary_life_accidental_death_dismemberment | product_line | voluntary_life_accidental_death_dismemberment |
      | line-short_term_disability                         | product_line | short_term_disability                         |
      | line-long_term_disability                          | product_line | long_term_disability                          |
      | line-hospital_indemnity                            | product_line | hospital_indemnity                            |
      | line-critical_illness                              | product_line | critical_illness                              |
      | line-accident                                      | product_line | accident                                      |
      | line-cancer                                        | product_line | cancer                                        |
      | line-legal                                         | product_line | legal                                         |

    Examples: types
      | case         | member | value   |
      | type-percent | type   | percent |
      | type-fixed   | type   | fixed   |

    Examples: who contributes
      | case                 | member      | value    |
      | contributor-employee | contributor | employee |
      | contributor-employer | contributor | employer |

    Examples: metal levels
      | case                  | member | value           |
      | level-platinum        | level  | platinum        |
      | level-gold            | level  | gold            |
      | level-silver          | level  | silver          |
      | level-expanded_bronze | level  | expanded_bronze |
      | level-bronze          | level  | bronze          |
      | level-catastrophic    | level  | catastrophic    |

    Examples: contribution methods of CalChoice
      | case                                       | member                        | value                            |
      | calchoice-lowest_cost_hmo                  | calchoice_contribution_method | lowest_cost_hmo                  |
      | calchoice-hmo_epo                          | calchoice_contribution_method | hmo_epo                          |
      | calchoice-hmo                              | calchoice_contribution_method | hmo                              |
      | calchoice-ppo                              | calchoice_contribution_method | ppo                              |
      | calchoice-lowest_cost_benefit_ppo          | calchoice_contribution_method | lowest_cost_benefit_ppo          |
      | calchoice-lowest_cost_ppo                  | calchoice_contribution_method | lowest_cost_ppo                  |
      | calchoice-employee_selected_plan           | calchoice_contribution_method | employee_selected_plan           |
      | calchoice-lowest_cost_hmo_epo_within_level | calchoice_contribution_method | lowest_cost_hmo_epo_within_level |
      | calchoice-lowest_cost_ppo_within_level     | calchoice_contribution_method | lowest_cost_ppo_within_level     |
      | calchoice-am_buy_up                        | calchoice_contribution_method | am_buy_up                        |
      | calchoice-all_voluntary                    | calchoice_contribution_method | all_voluntary                    |
