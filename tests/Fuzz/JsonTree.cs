using System.Text;
using System.Text.Json;

namespace TransformerService.Fuzz;

/// <summary>
/// JSON that can be broken in ways that a writer of JSON would not let through: a value or a name is text that is written as it is.
/// </summary>
internal sealed class JsonTree
{
    private static readonly string[] Oddities =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1.5",
        "1e400",
        "-0",
        "2147483647",
        "2147483648",
        "-2147483648",
        "99999999999999999999",
        "\"\"",
        "\" \"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[-1]",
        "[0,0,0]",
        "{\"a\":1}",
        "{\"content\":\"x\"}",
        "\"(a+)+$\"",
        "\"student\"",
        "\"../..\"",
        "\"/etc/passwd\"",
        "\"grpc://x:1/y\"",
        "\"Sequence\"",
        "\"Split\"",
        "\"BPE\"",
        "\"Unigram\"",
        "\"WordPiece\"",
        "\"ByteLevel\"",
        "\"Metaspace\"",
        "\"Replace\"",
        "\"Precompiled\"",
        "\"TemplateProcessing\"",
    ];

    private readonly List<Node> _all = [];
    private readonly Node _root;

    private JsonTree(JsonElement root) => _root = Read(root);

    public static JsonTree Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return new JsonTree(document.RootElement);
    }

    /// <summary>Changes a value somewhere.</summary>
    public void Change(Random random)
    {
        var node = _all[random.Next(_all.Count)];
        var other = _all[random.Next(_all.Count)];
        switch (random.Next(7))
        {
            case 0 when node.Children.Count > 0:
                node.Children.RemoveAt(random.Next(node.Children.Count));
                break;
            case 1 when node.Children.Count > 0:
                node.Children.Add(node.Children[random.Next(node.Children.Count)]);
                break;
            case 2 when node.Children.Count > 0:
                var child = random.Next(node.Children.Count);
                node.Children[child] = (other.Children.Count > 0 ? other.Children[0].Name : "x", node.Children[child].Value);
                break;
            case 3:
                node.Raw = other.Raw ?? Oddities[random.Next(Oddities.Length)];
                break;
            case 4 when random.Next(20) == 0:
                var depth = random.Next(100);
                node.Raw = new string('[', depth) + "1" + new string(']', depth);
                break;
            case 5:
                node.Raw = JsonSerializer.Serialize(Mutations.Text(random));
                break;
            default:
                node.Raw = Oddities[random.Next(Oddities.Length)];
                break;
        }
    }

    public byte[] Write()
    {
        var text = new StringBuilder();
        Write(_root, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private Node Read(JsonElement element)
    {
        var node = new Node(element.ValueKind);
        _all.Add(node);
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                node.Children.AddRange(element.EnumerateObject().Select(property => (property.Name, Read(property.Value))));
                break;
            case JsonValueKind.Array:
                node.Children.AddRange(element.EnumerateArray().Select(item => ("", Read(item))));
                break;
            default:
                node.Raw = element.GetRawText();
                break;
        }

        return node;
    }

    private static void Write(Node node, StringBuilder text)
    {
        if (node.Raw is { } raw)
        {
            text.Append(raw);
            return;
        }

        var isObject = node.Kind == JsonValueKind.Object;
        text.Append(isObject ? '{' : '[');
        for (var child = 0; child < node.Children.Count; child++)
        {
            (var name, var value) = node.Children[child];
            text.Append(child == 0 ? "" : ",").Append(isObject ? JsonSerializer.Serialize(name) + ":" : "");
            Write(value, text);
        }

        text.Append(isObject ? '}' : ']');
    }

    private sealed class Node(JsonValueKind kind)
    {
        public JsonValueKind Kind => kind;

        public string? Raw { get; set; }

        public List<(string Name, Node Value)> Children { get; } = [];
    }
}
