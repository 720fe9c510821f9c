namespace TransformerService.Deploy.Tests;

/// <summary>The Dockerfile's own lines.</summary>
internal static class Dockerfile
{
    /// <summary>What the lines of one stage say with an instruction.</summary>
    public static IReadOnlyList<string> Settings(string stage, string instruction)
    {
        var current = "";
        List<string> found = [];
        foreach (var line in File.ReadLines(Repository.File("Dockerfile")))
        {
            if (line.StartsWith("FROM ", StringComparison.Ordinal))
            {
                current = line.Split(' ')[^1];
            }
            else if (current == stage && line.StartsWith(instruction + " ", StringComparison.Ordinal))
            {
                found.Add(line[(instruction.Length + 1)..]);
            }
        }

        return found;
    }
}
