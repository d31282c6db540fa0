"""GRF: who may do what where, by whom it is forbidden, and where nobody may: power × place × force × time.

A grant on a place covers the places inside it. A ban that is narrower than a grant is a carve-out and cuts it there; a
ban that covers a place for which a grant is written contradicts it. From this follow:

    at once     granted and forbidden; two ranks of one grant; arms, services and intake that a ban or an end rules out
    two leads   two forces that lead on one power in one place, by nesting too
    holes       a required power that nobody leads on where the new force stands, or once its leader is dissolved
    places      a power, a unit or a posting outside the places of its force
    hand-over   every act of seizing ends at somebody else, who stands there and may hold

Places are compared only where the charter says how they nest; elsewhere nothing is claimed.

Files: ``places`` (who holds which power where), and a file for each question: ``bans``, ``leads``, ``standing``,
``handover``.
"""
