using System.Text.Json;
using System.Text.Json.Serialization;

namespace Directives.Grains;

/// <summary>
/// The stored form of states and facts: source-generated JSON, camel case, enums by name. Every stored state is listed
/// here; storage refuses others.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Fact))]
[JsonSerializable(typeof(DirectiveDraft))]
[JsonSerializable(typeof(RegistryState))]
[JsonSerializable(typeof(RegistryPart))]
[JsonSerializable(typeof(DirectiveState))]
[JsonSerializable(typeof(DirectiveListState))]
[JsonSerializable(typeof(PlaceState))]
[JsonSerializable(typeof(DiaryState))]
[JsonSerializable(typeof(RegisterState))]
[JsonSerializable(typeof(ReportState))]
[JsonSerializable(typeof(OfficerDirectiveState))]
public sealed partial class StateJson : JsonSerializerContext;
