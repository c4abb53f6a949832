@ideon
Feature: Calls without credentials
  Every operation wants to know who calls. Without a key or a token, or with one that nobody was given, a call is
  refused, whatever it asks for.

  @id:ideon-refusals-credentials @clause:IDN-3 @clause:IDN-22 @clause:IDN-23 @clause:IDN-24 @error-handling @vendor
  Scenario Outline: A request to <what> <change> is refused
    Given a request to <what> that Ideon accepts
    When the same request is made <change>
    Then the call is refused with 401
    And the refusal says that the credentials are unknown

    # generated: begin 401 unknown
    @clause:IDN-37
    Examples: fetch a token
      | case                  | what          | change                     |
      | create-a-token-nobody | fetch a token | without credentials        |
      | create-a-token-key    | fetch a token | with a key that nobody has |

    @clause:IDN-40
    Examples: create a group
      | case                  | what           | change                     |
      | create-a-group-nobody | create a group | without credentials        |
      | create-a-group-key    | create a group | with a key that nobody has |

    @clause:IDN-44
    Examples: list the groups
      | case               | what            | change                     |
      | list-groups-nobody | list the groups | without credentials        |
      | list-groups-key    | list the groups | with a key that nobody has |

    @clause:IDN-46
    Examples: read the group
      | case                    | what           | change                     |
      | retrieve-a-group-nobody | read the group | without credentials        |
      | retrieve-a-group-key    | read the group | with a key that nobody has |

    @clause:IDN-51
    Examples: create a location
      | case                     | what              | change                     |
      | create-a-location-nobody | create a location | without credentials        |
      | create-a-location-key    | create a location | with a key that nobody has |

    @clause:IDN-57
    Examples: create a group installment
      | case                              | what                       | change                     |
      | create-a-group-installment-nobody | create a group installment | without credentials        |
      | create-a-group-installment-key    | create a group installment | with a key that nobody has |

    @clause:IDN-62
    Examples: update the group installment
      | case                              | what                         | change                     |
      | update-a-group-installment-nobody | update the group installment | without credentials        |
      | update-a-group-installment-key    | update the group installment | with a key that nobody has |

    @clause:IDN-67
    Examples: create a coverage period
      | case                            | what                     | change                     |
      | create-a-coverage-period-nobody | create a coverage period | without credentials        |
      | create-a-coverage-period-key    | create a coverage period | with a key that nobody has |

    @clause:IDN-72
    Examples: download the 834 file of the coverage period
      | case                 | what                                         | change                     |
      | create-an-834-nobody | download the 834 file of the coverage period | without credentials        |
      | create-an-834-key    | download the 834 file of the coverage period | with a key that nobody has |

    @clause:IDN-76
    Examples: download the CSV file of the coverage period
      | case                | what                                         | change                     |
      | create-a-csv-nobody | download the CSV file of the coverage period | without credentials        |
      | create-a-csv-key    | download the CSV file of the coverage period | with a key that nobody has |

    @clause:IDN-80
    Examples: read the coverage period
      | case                              | what                     | change                     |
      | retrieve-a-coverage-period-nobody | read the coverage period | without credentials        |
      | retrieve-a-coverage-period-key    | read the coverage period | with a key that nobody has |

    @clause:IDN-84
    Examples: update the coverage period
      | case                            | what                       | change                     |
      | update-a-coverage-period-nobody | update the coverage period | without credentials        |
      | update-a-coverage-period-key    | update the coverage period | with a key that nobody has |

    @clause:IDN-88
    Examples: complete the setup of the coverage period
      | case                                       | what                                      | change                     |
      | mark-coverage-period-setup-complete-nobody | complete the setup of the coverage period | without credentials        |
      | mark-coverage-period-setup-complete-key    | complete the setup of the coverage period | with a key that nobody has |

    @clause:IDN-93
    Examples: create a contribution
      | case                         | what                  | change                     |
      | create-a-contribution-nobody | create a contribution | without credentials        |
      | create-a-contribution-key    | create a contribution | with a key that nobody has |

    @clause:IDN-99
    Examples: list the contributions
      | case                      | what                   | change                     |
      | list-contributions-nobody | list the contributions | without credentials        |
      | list-contributions-key    | list the contributions | with a key that nobody has |

    @clause:IDN-105
    Examples: read the contribution
      | case                           | what                  | change                     |
      | retrieve-a-contribution-nobody | read the contribution | without credentials        |
      | retrieve-a-contribution-key    | read the contribution | with a key that nobody has |

    @clause:IDN-111
    Examples: update the contribution
      | case                         | what                    | change                     |
      | update-a-contribution-nobody | update the contribution | without credentials        |
      | update-a-contribution-key    | update the contribution | with a key that nobody has |

    @clause:IDN-117
    Examples: create a plan availability request
      | case                                      | what                               | change                     |
      | create-a-plan-availability-request-nobody | create a plan availability request | without credentials        |
      | create-a-plan-availability-request-key    | create a plan availability request | with a key that nobody has |

    @clause:IDN-123
    Examples: read the plan availability request
      | case                                        | what                               | change                     |
      | retrieve-a-plan-availability-request-nobody | read the plan availability request | without credentials        |
      | retrieve-a-plan-availability-request-key    | read the plan availability request | with a key that nobody has |

    @clause:IDN-129
    Examples: list the available plans
      | case                        | what                     | change                     |
      | list-available-plans-nobody | list the available plans | without credentials        |
      | list-available-plans-key    | list the available plans | with a key that nobody has |

    @clause:IDN-135
    Examples: create a plan
      | case                 | what          | change                     |
      | create-a-plan-nobody | create a plan | without credentials        |
      | create-a-plan-key    | create a plan | with a key that nobody has |

    @clause:IDN-141
    Examples: update the plan
      | case                 | what            | change                     |
      | update-a-plan-nobody | update the plan | without credentials        |
      | update-a-plan-key    | update the plan | with a key that nobody has |

    @clause:IDN-147
    Examples: create an employment classification
      | case                                       | what                                | change                     |
      | create-an-employment-classification-nobody | create an employment classification | without credentials        |
      | create-an-employment-classification-key    | create an employment classification | with a key that nobody has |

    @clause:IDN-153
    Examples: update the employment classification
      | case                                       | what                                 | change                     |
      | update-an-employment-classification-nobody | update the employment classification | without credentials        |
      | update-an-employment-classification-key    | update the employment classification | with a key that nobody has |

    @clause:IDN-159
    Examples: create a subscriber
      | case                       | what                | change                     |
      | create-a-subscriber-nobody | create a subscriber | without credentials        |
      | create-a-subscriber-key    | create a subscriber | with a key that nobody has |

    @clause:IDN-164
    Examples: list the subscribers
      | case                    | what                 | change                     |
      | list-subscribers-nobody | list the subscribers | without credentials        |
      | list-subscribers-key    | list the subscribers | with a key that nobody has |

    @clause:IDN-168
    Examples: read the subscriber
      | case                         | what                | change                     |
      | retrieve-a-subscriber-nobody | read the subscriber | without credentials        |
      | retrieve-a-subscriber-key    | read the subscriber | with a key that nobody has |

    @clause:IDN-173
    Examples: update the subscriber
      | case                       | what                  | change                     |
      | update-a-subscriber-nobody | update the subscriber | without credentials        |
      | update-a-subscriber-key    | update the subscriber | with a key that nobody has |

    @clause:IDN-179
    Examples: create a dependent
      | case                      | what               | change                     |
      | create-a-dependent-nobody | create a dependent | without credentials        |
      | create-a-dependent-key    | create a dependent | with a key that nobody has |

    @clause:IDN-185
    Examples: update the dependent
      | case                      | what                 | change                     |
      | update-a-dependent-nobody | update the dependent | without credentials        |
      | update-a-dependent-key    | update the dependent | with a key that nobody has |

    @clause:IDN-191
    Examples: create a qualifying life event
      | case                | what                           | change                     |
      | create-a-qle-nobody | create a qualifying life event | without credentials        |
      | create-a-qle-key    | create a qualifying life event | with a key that nobody has |

    @clause:IDN-196
    Examples: list the qualifying life events
      | case             | what                            | change                     |
      | list-qles-nobody | list the qualifying life events | without credentials        |
      | list-qles-key    | list the qualifying life events | with a key that nobody has |

    @clause:IDN-201
    Examples: update the qualifying life event
      | case                | what                             | change                     |
      | update-a-qle-nobody | update the qualifying life event | without credentials        |
      | update-a-qle-key    | update the qualifying life event | with a key that nobody has |

    @clause:IDN-206
    Examples: list the enrollment problems
      | case                            | what                         | change                     |
      | list-enrollment-problems-nobody | list the enrollment problems | without credentials        |
      | list-enrollment-problems-key    | list the enrollment problems | with a key that nobody has |

    @clause:IDN-211
    Examples: comment on the enrollment problem
      | case                                    | what                              | change                     |
      | comment-on-an-enrollment-problem-nobody | comment on the enrollment problem | without credentials        |
      | comment-on-an-enrollment-problem-key    | comment on the enrollment problem | with a key that nobody has |

    @clause:IDN-217
    Examples: resolve the enrollment problem
      | case                                 | what                           | change                     |
      | resolve-an-enrollment-problem-nobody | resolve the enrollment problem | without credentials        |
      | resolve-an-enrollment-problem-key    | resolve the enrollment problem | with a key that nobody has |

    @clause:IDN-222
    Examples: list the supporting documents
      | case                             | what                          | change                     |
      | list-supporting-documents-nobody | list the supporting documents | without credentials        |
      | list-supporting-documents-key    | list the supporting documents | with a key that nobody has |

    @clause:IDN-226
    Examples: attach the signed supporting document
      | case                                     | what                                  | change                     |
      | attach-signed-supporting-document-nobody | attach the signed supporting document | without credentials        |
      | attach-signed-supporting-document-key    | attach the signed supporting document | with a key that nobody has |

    @clause:IDN-231
    Examples: read the census request
      | case                             | what                    | change                     |
      | retrieve-a-census-request-nobody | read the census request | without credentials        |
      | retrieve-a-census-request-key    | read the census request | with a key that nobody has |

    @clause:IDN-236
    Examples: list the subscribers of the census request
      | case                                   | what                                       | change                     |
      | list-census-request-subscribers-nobody | list the subscribers of the census request | without credentials        |
      | list-census-request-subscribers-key    | list the subscribers of the census request | with a key that nobody has |

    @clause:IDN-240
    Examples: list the coverage transmissions
      | case                               | what                            | change                     |
      | list-coverage-transmissions-nobody | list the coverage transmissions | without credentials        |
      | list-coverage-transmissions-key    | list the coverage transmissions | with a key that nobody has |

    @clause:IDN-244
    Examples: list the coverage transmissions of the member
      | case                                      | what                                          | change                     |
      | list-member-coverage-transmissions-nobody | list the coverage transmissions of the member | without credentials        |
      | list-member-coverage-transmissions-key    | list the coverage transmissions of the member | with a key that nobody has |

    @clause:IDN-248
    Examples: list the file deliveries
      | case                        | what                     | change                     |
      | list-file-deliveries-nobody | list the file deliveries | without credentials        |
      | list-file-deliveries-key    | list the file deliveries | with a key that nobody has |

    @clause:IDN-252
    Examples: list the coverage transmissions of the file delivery
      | case                                    | what                                                 | change                     |
      | list-file-coverage-transmissions-nobody | list the coverage transmissions of the file delivery | without credentials        |
      | list-file-coverage-transmissions-key    | list the coverage transmissions of the file delivery | with a key that nobody has |

    @clause:IDN-257
    Examples: subscribe to the group
      | case                              | what                   | change                     |
      | subscribe-to-group-updates-nobody | subscribe to the group | without credentials        |
      | subscribe-to-group-updates-key    | subscribe to the group | with a key that nobody has |
    # generated: end

  @id:ideon-refusals-unknown-token @clause:IDN-3 @clause:IDN-24 @error-handling @vendor
  Scenario Outline: A request to <what> with a token that nobody issued is refused
    Given a request to <what> that Ideon accepts
    When the same request is made with a token that nobody issued
    Then the call is refused with 401
    And the refusal says that the credentials are unknown

    Examples:
      | case   | what            |
      | read   | read the group  |
      | list   | list the groups |
      | create | create a group  |
