using System.Text.Json;
using System.Text.Json.Serialization;

namespace Directives.Grains;

/// <summary>
/// The stored form of states and facts: source-generated JSON, camel case, enums by name, nothing that follows from
/// the rest. Every stored state is listed here; storage refuses others.
/// </summary>
/// <remarks>
/// Reading gives a member that is missing the default of its type, not the initial value of the record: a state that
/// gets a further member other than a nullable one or a number needs an upgrade of its form.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Fact))]
[JsonSerializable(typeof(DirectiveDraft))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(DecisionState))]
[JsonSerializable(typeof(CalendarState))]
[JsonSerializable(typeof(RegistryState))]
[JsonSerializable(typeof(RegistryPart))]
[JsonSerializable(typeof(DirectiveState))]
[JsonSerializable(typeof(VersionState))]
[JsonSerializable(typeof(LinksState))]
[JsonSerializable(typeof(DraftState))]
[JsonSerializable(typeof(DispatchState))]
[JsonSerializable(typeof(DutiesState))]
[JsonSerializable(typeof(GivenState))]
[JsonSerializable(typeof(DirectiveListState))]
[JsonSerializable(typeof(DraftListState))]
[JsonSerializable(typeof(PlaceState))]
[JsonSerializable(typeof(IncumbencyState))]
[JsonSerializable(typeof(DiaryState))]
[JsonSerializable(typeof(EntryState))]
[JsonSerializable(typeof(RegisterState))]
[JsonSerializable(typeof(RegisteredAct))]
[JsonSerializable(typeof(TallyReport))]
[JsonSerializable(typeof(ReportState))]
[JsonSerializable(typeof(EndorsementState))]
[JsonSerializable(typeof(OfficerDirectiveState))]
[JsonSerializable(typeof(OperationState))]
[JsonSerializable(typeof(CorrespondenceState))]
[JsonSerializable(typeof(AskerState))]
[JsonSerializable(typeof(QuestionState))]
[JsonSerializable(typeof(ExemptionState))]
[JsonSerializable(typeof(VerificationState))]
[JsonSerializable(typeof(PopulationState))]
[JsonSerializable(typeof(SampleState))]
[JsonSerializable(typeof(CaseState))]
[JsonSerializable(typeof(VerifierState))]
public sealed partial class StateJson : JsonSerializerContext;
