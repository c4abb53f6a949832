@ideon
Feature: Calls without permission
  A key that Ideon knows opens what its account may do. An account that may do nothing is refused by every operation that
  documents a 403.

  @id:ideon-refusals-permission @clause:IDN-9 @clause:IDN-22 @clause:IDN-23 @error-handling @vendor @needs:unprivileged-key
  Scenario Outline: A request to <what> by an account without permission is refused
    Given a request to <what> that Ideon accepts
    When the same request is made by an account without permission
    Then the call is refused with 403
    And the refusal is one error

    # generated: begin 403
    @clause:IDN-41
    Examples: create a group
      | case           | what           |
      | create-a-group | create a group |

    @clause:IDN-47
    Examples: read the group
      | case             | what           |
      | retrieve-a-group | read the group |

    @clause:IDN-52
    Examples: create a location
      | case              | what              |
      | create-a-location | create a location |

    @clause:IDN-58
    Examples: create a group installment
      | case                       | what                       |
      | create-a-group-installment | create a group installment |

    @clause:IDN-63
    Examples: update the group installment
      | case                       | what                         |
      | update-a-group-installment | update the group installment |

    @clause:IDN-68
    Examples: create a coverage period
      | case                     | what                     |
      | create-a-coverage-period | create a coverage period |

    @clause:IDN-73
    Examples: download the 834 file of the coverage period
      | case          | what                                         |
      | create-an-834 | download the 834 file of the coverage period |

    @clause:IDN-77
    Examples: download the CSV file of the coverage period
      | case         | what                                         |
      | create-a-csv | download the CSV file of the coverage period |

    @clause:IDN-81
    Examples: read the coverage period
      | case                       | what                     |
      | retrieve-a-coverage-period | read the coverage period |

    @clause:IDN-85
    Examples: update the coverage period
      | case                     | what                       |
      | update-a-coverage-period | update the coverage period |

    @clause:IDN-89
    Examples: complete the setup of the coverage period
      | case                                | what                                      |
      | mark-coverage-period-setup-complete | complete the setup of the coverage period |

    @clause:IDN-94
    Examples: create a contribution
      | case                  | what                  |
      | create-a-contribution | create a contribution |

    @clause:IDN-100
    Examples: list the contributions
      | case               | what                   |
      | list-contributions | list the contributions |

    @clause:IDN-106
    Examples: read the contribution
      | case                    | what                  |
      | retrieve-a-contribution | read the contribution |

    @clause:IDN-112
    Examples: update the contribution
      | case                  | what                    |
      | update-a-contribution | update the contribution |

    @clause:IDN-118
    Examples: create a plan availability request
      | case                               | what                               |
      | create-a-plan-availability-request | create a plan availability request |

    @clause:IDN-124
    Examples: read the plan availability request
      | case                                 | what                               |
      | retrieve-a-plan-availability-request | read the plan availability request |

    @clause:IDN-130
    Examples: list the available plans
      | case                 | what                     |
      | list-available-plans | list the available plans |

    @clause:IDN-136
    Examples: create a plan
      | case          | what          |
      | create-a-plan | create a plan |

    @clause:IDN-142
    Examples: update the plan
      | case          | what            |
      | update-a-plan | update the plan |

    @clause:IDN-148
    Examples: create an employment classification
      | case                                | what                                |
      | create-an-employment-classification | create an employment classification |

    @clause:IDN-154
    Examples: update the employment classification
      | case                                | what                                 |
      | update-an-employment-classification | update the employment classification |

    @clause:IDN-160
    Examples: create a subscriber
      | case                | what                |
      | create-a-subscriber | create a subscriber |

    @clause:IDN-165
    Examples: list the subscribers
      | case             | what                 |
      | list-subscribers | list the subscribers |

    @clause:IDN-169
    Examples: read the subscriber
      | case                  | what                |
      | retrieve-a-subscriber | read the subscriber |

    @clause:IDN-174
    Examples: update the subscriber
      | case                | what                  |
      | update-a-subscriber | update the subscriber |

    @clause:IDN-180
    Examples: create a dependent
      | case               | what               |
      | create-a-dependent | create a dependent |

    @clause:IDN-186
    Examples: update the dependent
      | case               | what                 |
      | update-a-dependent | update the dependent |

    @clause:IDN-192
    Examples: create a qualifying life event
      | case         | what                           |
      | create-a-qle | create a qualifying life event |

    @clause:IDN-197
    Examples: list the qualifying life events
      | case      | what                            |
      | list-qles | list the qualifying life events |

    @clause:IDN-202
    Examples: update the qualifying life event
      | case         | what                             |
      | update-a-qle | update the qualifying life event |

    @clause:IDN-207
    Examples: list the enrollment problems
      | case                     | what                         |
      | list-enrollment-problems | list the enrollment problems |

    @clause:IDN-212
    Examples: comment on the enrollment problem
      | case                             | what                              |
      | comment-on-an-enrollment-problem | comment on the enrollment problem |

    @clause:IDN-218
    Examples: resolve the enrollment problem
      | case                          | what                           |
      | resolve-an-enrollment-problem | resolve the enrollment problem |

    @clause:IDN-223
    Examples: list the supporting documents
      | case                      | what                          |
      | list-supporting-documents | list the supporting documents |

    @clause:IDN-227
    Examples: attach the signed supporting document
      | case                              | what                                  |
      | attach-signed-supporting-document | attach the signed supporting document |

    @clause:IDN-232
    Examples: read the census request
      | case                      | what                    |
      | retrieve-a-census-request | read the census request |

    @clause:IDN-237
    Examples: list the subscribers of the census request
      | case                            | what                                       |
      | list-census-request-subscribers | list the subscribers of the census request |

    @clause:IDN-241
    Examples: list the coverage transmissions
      | case                        | what                            |
      | list-coverage-transmissions | list the coverage transmissions |

    @clause:IDN-245
    Examples: list the coverage transmissions of the member
      | case                               | what                                          |
      | list-member-coverage-transmissions | list the coverage transmissions of the member |

    @clause:IDN-249
    Examples: list the file deliveries
      | case                 | what                     |
      | list-file-deliveries | list the file deliveries |

    @clause:IDN-253
    Examples: list the coverage transmissions of the file delivery
      | case                             | what                                                 |
      | list-file-coverage-transmissions | list the coverage transmissions of the file delivery |

    @clause:IDN-258
    Examples: subscribe to the group
      | case                       | what                   |
      | subscribe-to-group-updates | subscribe to the group |
    # generated: end
