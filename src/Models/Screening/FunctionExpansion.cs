namespace TransformerService.Models.Screening;

/// <summary>
/// Counts the nodes that a file's functions expand to. ONNX Runtime inlines a function's body at every call before anything else, so
/// ten functions of ten calls each expand to ten thousand million nodes.
/// </summary>
internal sealed class FunctionExpansion
{
    public const int NameField = 1;
    public const int DomainField = 10;
    private const int MostFunctions = 1_000;
    private readonly Dictionary<(string Domain, string Name), Body> _functions = [];

    /// <summary>The calls of the graph itself.</summary>
    public Body Main { get; } = new();

    /// <exception cref="InvalidDataException">There are too many.</exception>
    public void Add(string domain, string name, Body body)
    {
        (string, string) key = Key(domain, name);
        // Overloads of one name count as one function that has all their nodes.
        if (_functions.TryGetValue(key, out var other))
        {
            other.CallAll(body);
            return;
        }

        _functions.Add(key, body);
        if (_functions.Count > MostFunctions)
        {
            throw new InvalidDataException($"It has more than {MostFunctions} functions.");
        }
    }

    /// <summary>Returns the total number of nodes once every call is expanded, or a number above <paramref name="most"/>.</summary>
    /// <exception cref="InvalidDataException">A function calls itself.</exception>
    public long Nodes(long most) => Nodes(Main, most, []);

    /// <summary>The default domain has two names.</summary>
    private static (string Domain, string Name) Key(string domain, string name) => (domain == "ai.onnx" ? "" : domain, name);

    private long Nodes(Body body, long most, HashSet<Body> callers)
    {
        if (body.Unfolded is { } known)
        {
            return known;
        }

        if (!callers.Add(body))
        {
            throw new InvalidDataException("One of its functions calls itself.");
        }

        long nodes = 0;
        foreach (((string, string) called, var times) in body.Calls)
        {
            var each = _functions.TryGetValue(called, out var function) ? 1 + Nodes(function, most, callers) : 1;
            nodes = Math.Min(most + 1, nodes + (each * times)); // both are small: at most a little over `most`, and an int
        }

        callers.Remove(body);
        body.Unfolded = nodes;
        return nodes;
    }

    /// <summary>The functions that a function or the graph calls, and how often.</summary>
    internal sealed class Body
    {
        public Dictionary<(string Domain, string Name), int> Calls { get; } = [];

        public long? Unfolded { get; set; }

        public void Call(string domain, string name) => Call(Key(domain, name), 1);

        public void CallAll(Body other)
        {
            foreach (((string, string) called, var times) in other.Calls)
            {
                Call(called, times);
            }
        }

        private void Call((string Domain, string Name) called, int times) => Calls[called] = Calls.GetValueOrDefault(called) + times;
    }
}
