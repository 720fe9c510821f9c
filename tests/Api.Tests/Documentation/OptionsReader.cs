using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Tests.Documentation;

/// <summary>Reads options classes by reflection, with their doc comments.</summary>
internal sealed class OptionsReader
{
    /// <summary>The constant of an options class that names its section.</summary>
    private const string SectionField = "Section";

    private const string Entry = "0";
    private const string Name = "<name>";

    private readonly XmlDocumentation _documentation = new();
    private readonly List<(string Heading, string Path, Type Type)> _sections = [];
    private readonly Dictionary<string, string> _keys = [];
    private readonly List<string> _faults = [];

    /// <param name="bound">The options classes, each with its section's name in a constant.</param>
    public OptionsReader(IEnumerable<Type> bound)
    {
        foreach (var type in bound.OrderBy(SectionOf, StringComparer.Ordinal))
        {
            Add(SectionOf(type), SectionOf(type), type);
        }

        Sections = [.. _sections.Select(section => Read(section.Heading, section.Path, section.Type))];
    }

    /// <summary>All sections: those of the classes, each followed by the sections within it.</summary>
    public IReadOnlyList<OptionSection> Sections { get; }

    /// <summary>What the doc comments lack, or say otherwise than the code.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The classes that sections of the configuration are bound to, in the program and its libraries, wherever they are.</summary>
    public static IEnumerable<Type> Bound(IServiceProvider services, Assembly program)
    {
        var registered = services.GetRequiredService<IServiceProviderIsService>();
        return OwnAssemblies(program)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false })
            .Where(type => IsRegistered(type) || type.GetField(SectionField) is not null);

        // Bind and BindConfiguration register this service.
        bool IsRegistered(Type type) => registered.IsService(typeof(IOptionsChangeTokenSource<>).MakeGenericType(type));
    }

    private static HashSet<Assembly> OwnAssemblies(Assembly program)
    {
        HashSet<Assembly> found = [program];
        var open = new Queue<Assembly>(found);
        while (open.TryDequeue(out var assembly))
        {
            foreach (var library in assembly.GetReferencedAssemblies().Where(IsOwn).Select(Assembly.Load).Where(found.Add))
            {
                open.Enqueue(library);
            }
        }

        return found;
    }

    private static bool IsOwn(AssemblyName assembly) =>
        assembly.Name?.StartsWith(nameof(TransformerService), StringComparison.Ordinal) == true;

    private static string SectionOf(Type type) =>
        type.GetField(SectionField)?.GetRawConstantValue() as string
        ?? throw new InvalidOperationException($"{type} is bound to a section of the configuration; add a public constant {SectionField}.");

    /// <summary>What the binder sets: properties with a setter, and collections and sections without one.</summary>
    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } || IsFilledInPlace(property.PropertyType));

    private static bool IsFilledInPlace(Type type) => IsSection(type) || OptionWords.EntryOf(type) is not null;

    private static bool IsSection(Type type) => type.IsClass && IsOwn(type.Assembly.GetName());

    private void Add(string heading, string path, Type type)
    {
        _sections.Add((heading, path, type));
        foreach (var property in Properties(type))
        {
            var (key, kind) = ($"{path}:{property.Name}", property.PropertyType);
            _keys.TryAdd(XmlDocumentation.Id(property), key);
            if (IsSection(kind))
            {
                Add(key, key, kind);
            }
            else if (OptionWords.EntryOf(kind) is { } entry && IsSection(entry))
            {
                Add(key, $"{key}:{(OptionWords.HasNames(kind) ? Name : Entry)}", entry);
            }
        }
    }

    private OptionSection Read(string heading, string path, Type type)
    {
        var text = _documentation.Summary(type, target => Reference(target, path));
        if (text.Length == 0)
        {
            _faults.Add($"{type} has no doc comment.");
        }

        var before = $"Configuration section `{path}`: ";
        if (text.StartsWith(before, StringComparison.Ordinal))
        {
            text = char.ToUpperInvariant(text[before.Length]) + text[(before.Length + 1)..];
        }

        var defaults = Activator.CreateInstance(type);
        var rows = Properties(type).Select(property => Read(path, property, property.GetValue(defaults)));
        return new OptionSection(heading, text, [.. rows]);
    }

    private OptionRow Read(string path, PropertyInfo property, object? value)
    {
        var (key, kind) = ($"{path}:{property.Name}", property.PropertyType);
        var text = _documentation.Summary(property, target => Reference(target, path));
        if (text.Length == 0)
        {
            _faults.Add($"{key} has no doc comment.");
        }

        if (IsSection(kind))
        {
            return new OptionRow(key, $"[section](#{Anchor(key)})", "", "", text);
        }

        List<string> bounds = [];
        foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>())
        {
            bounds.Add(Bound(key, attribute, ref text));
        }

        var isRequired = property.IsDefined(typeof(RequiredAttribute));
        var preset = isRequired && value is "" ? OptionWords.Value(value) : Default(key, value, ref text);
        return new OptionRow(key, Kind(key, kind), preset, string.Join("; ", bounds), text);
    }

    private static string Kind(string key, Type kind) =>
        OptionWords.EntryOf(kind) is not { } entry || !IsSection(entry) ? OptionWords.Type(kind)
        : OptionWords.HasNames(kind) ? $"[sections by name](#{Anchor(key)})"
        : $"[list of sections](#{Anchor(key)})";

    /// <summary>What an attribute allows, in the words of the doc comment. The text leaves it out, because the column has it.</summary>
    private string Bound(string key, ValidationAttribute attribute, ref string text)
    {
        var forms = OptionWords.Bound(attribute);
        if (attribute is RequiredAttribute or RegularExpressionAttribute) // the text says more
        {
            return forms[0];
        }

        if (Stated(text, @"(?<![\w,])", forms) is not { } stated)
        {
            _faults.Add($"{key}: its doc comment does not state the bounds, '{string.Join("' or '", forms)}'.");
            return forms[0];
        }

        text = Regex.Replace(text, $@"[,;:] {Regex.Escape(stated)}(?=[.;:]|, )", "");
        return stated;
    }

    /// <summary>The default. The text keeps its sentence on it if that says more.</summary>
    private string Default(string key, object? value, ref string text)
    {
        var written = OptionWords.Value(value);
        string[] forms = [.. OptionWords.Spoken(value).Select(form => form.Trim('`'))];
        if (Stated(text, @"\bDefault:? `?", forms) is not { } stated)
        {
            if (value is null && Regex.IsMatch(text, @"\bDefault\b"))
            {
                return "see the text";
            }

            _faults.Add($"{key}: its doc comment does not state the default, 'Default {string.Join("' or 'Default ", forms)}'.");
            return written;
        }

        text = Regex.Replace(text, $@"\s*\bDefault:? `?{Regex.Escape(stated)}`?\.(?=\s|$)", "", RegexOptions.IgnoreCase);
        return stated != forms[0] ? $"{written} ({stated})" : written;
    }

    /// <summary>The first form that the text has after something.</summary>
    private static string? Stated(string text, string after, string[] forms) =>
        Array.Find(forms, form => Regex.IsMatch(text, $@"{after}{Regex.Escape(form)}(?!\w|[.,]\d)", RegexOptions.IgnoreCase));

    private string Reference(string target, string path) =>
        _keys.TryGetValue(target, out var key) && key[..key.LastIndexOf(':')] != path
            ? key // of another section
            : target[(target.LastIndexOf('.') + 1)..];

    private static string Anchor(string heading) => heading.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
}
