namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Checks that every target exists, every state can be reached, and the machine can end.</summary>
internal static class StateGraph
{
    public static void Check(string file, string startAt, IReadOnlyDictionary<string, State> states)
    {
        if (!states.ContainsKey(startAt))
        {
            throw new StateMachineLoadException(file, "", "StartAt", $"there is no state {startAt}", "name a state of the machine");
        }

        foreach (State state in states.Values)
        {
            if (state.Targets.FirstOrDefault(target => !states.ContainsKey(target)) is { } missing)
            {
                throw new StateMachineLoadException(
                    file,
                    state.Name,
                    "Next",
                    $"there is no state {missing}",
                    "name a state of the machine"
                );
            }
        }

        var reached = new HashSet<string>(StringComparer.Ordinal) { startAt };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out string? name))
        {
            foreach (string target in states[name].Targets.Where(reached.Add))
            {
                open.Enqueue(target);
            }
        }

        if (states.Keys.FirstOrDefault(name => !reached.Contains(name)) is { } unreachable)
        {
            throw new StateMachineLoadException(file, unreachable, "", "no state leads to this state", "lead to this state or remove it");
        }

        if (states.Values.All(state => state.Targets.Any()))
        {
            throw new StateMachineLoadException(
                file,
                "",
                "States",
                "no state ends the machine",
                "give one state End, or add a Succeed or Fail state"
            );
        }
    }
}
