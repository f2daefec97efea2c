"""The lab: audits by random cases, weights learned from decisions, licences, and what another choice would do."""
